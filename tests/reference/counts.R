# Reference values for counts and proportions.
# Run from this folder: Rscript counts.R   (r-base-core, r-cran-coin, r-cran-biasedurn)
# Writes counts_*.csv with 17 significant digits and counts_session.txt with the versions.
suppressMessages({library(coin); library(BiasedUrn)})
options(digits = 17, scipen = 0)
root <- function(f, lo, hi) uniroot(f, c(lo, hi), tol = 1e-15, maxiter = 10000)$root
keep <- function(rows, file) write.csv(format(do.call(rbind, rows), digits = 17, trim = TRUE), file, row.names = FALSE, quote = FALSE)

# 1. Rate ratios: poisson.test (Clopper-Pearson), pbinom (central, mid-p)
rows <- list()
for (kb in c(0, 1, 2, 3, 5, 6, 10, 20, 47)) for (ka in c(0, 1, 2, 4, 8, 15, 33))
  for (t in list(c(12, 12), c(12, 7), c(1, 1000), c(1000, 1), c(3.5, 0.25))) for (level in c(0.95, 0.8)) {
    n <- ka + kb; s <- t[2] / sum(t)
    lower <- pbinom(ka, n, s); upper <- pbinom(ka - 1, n, s, lower.tail = FALSE); d <- dbinom(ka, n, s)
    limits <- if (n == 0) c(0, Inf) else poisson.test(c(ka, kb), c(t[2], t[1]), conf.level = level)$conf.int
    rows[[length(rows) + 1]] <- data.frame(kb, tb = t[1], ka, ta = t[2], level, central = min(1, 2 * min(lower, upper)),
      midp = min(1, 2 * (min(lower, upper) - d / 2)), low = limits[1], high = limits[2])
  }
keep(rows, "counts_rate_ratio.csv")

# 2. Two by two tables with a null odds ratio: BiasedUrn
rows <- list()
for (m1 in c(1, 2, 5, 13, 28)) for (m2 in c(1, 4, 11, 41)) for (x in unique(round(m1 * c(0, .3, .6, 1)))) for (y in unique(round(m2 * c(0, .2, .7, 1))))
  for (or in c(1, 2.5, 0.02)) {
    t <- x + y; lo <- max(0, t - m2); hi <- min(m1, t)
    d <- dFNCHypergeo(lo:hi, m1, m2, t, or, precision = 1e-15)
    k <- lo:hi; lower <- sum(d[k <= x]); upper <- sum(d[k >= x]); here <- d[k == x]
    up <- function(l, x, m1, m2, t) { k <- max(0, t - m2):min(m1, t); w <- lchoose(m1, k) + lchoose(m2, t - k) + k * l; w <- exp(w - max(w)); sum(w[k >= x]) / sum(w) - 0.025 }
    low <- if (x == lo) 0 else exp(root(function(l) up(l, x, m1, m2, t), -40, 40))
    high <- if (x == hi) Inf else exp(-root(function(l) up(l, m1 - x, m1, m2, m1 + m2 - t), -40, 40))
    rows[[length(rows) + 1]] <- data.frame(x, m1, y, m2, or, central = min(1, 2 * min(lower, upper)),
      midp = min(1, 2 * (min(lower, upper) - here / 2)), low, high)
  }
keep(rows, "counts_tables.csv")

# 3. Paired tables: binom.test on the discordant pairs (their interval: paired_difference.R)
rows <- list()
for (b in c(0, 1, 2, 5, 9)) for (c in c(0, 1, 3, 7, 12)) for (a in c(0, 1, 6)) for (e in c(0, 2, 12)) {
  n <- a + b + c + e; m <- b + c; if (n == 0) next
  p <- if (m == 0) 1 else binom.test(c, m)$p.value
  midp <- if (m == 0) 1 else min(1, 2 * (pbinom(min(b, c), m, .5) - dbinom(c, m, .5) / 2))
  rows[[length(rows) + 1]] <- data.frame(both = a, only_before = b, only_after = c, neither = e, p, midp)
}
keep(rows, "counts_paired.csv")

# 4. One proportion: binom.test, prop.test
rows <- list()
for (n in c(1, 2, 3, 7, 13, 50, 1000)) for (x in unique(round(n * c(0, .1, .5, .77, 1)))) for (level in c(.95, .9)) {
  cp <- binom.test(x, n, conf.level = level)$conf.int
  w <- suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int)
  rows[[length(rows) + 1]] <- data.frame(x, n, level, cp_low = cp[1], cp_high = cp[2], wilson_low = w[1], wilson_high = w[2])
}
keep(rows, "counts_proportion.csv")

# 5. Months: coin's exact permutation of scores; glm for dispersion and the quasi-Poisson interval
set.seed(20140605)
rows <- list()
for (design in list(c(4, 4), c(3, 6), c(6, 5), c(12, 12), c(7, 12))) for (mu in c(.4, 2, 7)) for (kind in 1:2) for (shift in c(1, .3)) {
  after <- rep(c(0, 1), design); n <- length(after)
  exposure <- if (kind == 1) rep(1, n) else sample(c(28, 30, 31), n, TRUE)
  count <- rpois(n, ifelse(after == 1, shift, 1) * mu * exposure / mean(exposure)); if (sum(count) == 0) next
  score <- count * sum(exposure) - sum(count) * exposure
  group <- factor(after, levels = c(1, 0))
  tail <- function(alt) if (length(unique(score)) == 1) 1 else as.numeric(pvalue(oneway_test(score ~ group, alternative = alt, distribution = exact())))
  less <- tail("less"); more <- tail("greater")
  cb <- sum(count[after == 0]); ca <- sum(count[after == 1]); fit <- rep(NA, 5)
  mean_ <- exposure * ifelse(after == 1, ca / sum(exposure[after == 1]), cb / sum(exposure[after == 0]))
  phi <- sum(ifelse(mean_ > 0, (count - mean_)^2 / mean_, 0)) / (n - 2)
  if (cb > 0 && ca > 0) {
    g <- glm(count ~ after + offset(log(exposure)), family = quasipoisson, control = glm.control(epsilon = 1e-15, maxit = 100))
    s <- summary(g, dispersion = max(1, phi))$coefficients["after", ]
    reach <- qt(.975, n - 2) * s[2]
    fit <- c(exp(s[1]), exp(s[1] - reach), exp(s[1] + reach), 2 * pt(-abs(s[1] / s[2]), n - 2), summary(g)$dispersion)
  }
  rows[[length(rows) + 1]] <- data.frame(count = paste(count, collapse = " "), exposure = paste(exposure, collapse = " "), n_before = design[1],
    p = min(1, 2 * min(less, more)), phi, ratio = fit[1], low = fit[2], high = fit[3], t_p = fit[4], glm_phi = fit[5])
}
keep(rows, "counts_months.csv")

writeLines(c(R.version.string, paste("coin", packageVersion("coin")), paste("BiasedUrn", packageVersion("BiasedUrn"))), "counts_session.txt")
