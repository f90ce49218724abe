# Reference values for the paired, rank and multiplicity methods, from R and its exact-test packages.
# Run from the project root: Rscript tests/reference/paired_and_rank.R
# Writes paired_and_rank.csv (one value a line) and paired_and_rank.versions.txt beside this script.
suppressMessages({library(coin); library(exactRankTests)})
folder <- "tests/reference"
rows <- list()
text <- function(x) paste(formatC(as.numeric(x), digits = 17, format = "g", width = 1), collapse = " ")
put <- function(case, method, x, y, field, value) {
  rows[[length(rows) + 1]] <<- data.frame(case, method, x = text(x), y = text(y), field,
                                          value = formatC(as.numeric(value), digits = 17, format = "g", width = 1))
}
# NULL where a package gives up (no variance, one person); such cases are compared with full enumeration instead.
p_of <- function(test, value = pvalue) {
  p <- quiet(try(as.numeric(value(test)), silent = TRUE))
  if (inherits(p, "try-error") || length(p) == 0 || is.na(p)) NULL else p
}
put_if <- function(case, method, x, y, field, value) if (!is.null(value)) put(case, method, x, y, field, value)
quiet <- function(expression) suppressWarnings(suppressMessages(expression))

# --- one sample of differences ------------------------------------------------------------------------------------
set.seed(20140605)
paired <- list(
  one = 2, minus_one = -3, two = c(1, 2), two_opposite = c(3, -1), three = c(1, 2, 3), three_mixed = c(-1, 4, 2),
  all_equal = rep(2, 8), all_zero = rep(0, 6), one_changed = c(0, 0, 0, 0, 1), separated = c(4, 2, 6, 5, 3, 1, 7),
  ties = c(1, 1, -1, 2, 2, 3, -2, 1), zeros_and_ties = c(0, 0, 1, -1, 2, 0, 3, 1, 1, -2, 0, 2, 1),
  tie_free_6 = c(1.1, 2.3, 3.7, 4.2, 5.9, -0.4), tie_free_13 = round(rnorm(13, 0.5, 1.3), 6),
  tie_free_20 = round(rnorm(20, 0.2, 1), 6), fifths = c(3, 1, -2, 4, 4, 0, 6, 2, -1, 5) / 5
)
for (n in c(4, 5, 7, 9, 11, 13, 16, 20)) for (k in 1:3) {
  paired[[paste0("likert_", n, "_", k)]] <- pmin(pmax(round(rnorm(n, 4.5, 1.6)), 1), 7) - pmin(pmax(round(rnorm(n, 4, 1.6)), 1), 7)
}
walsh <- function(d) { s <- outer(d, d, "+") / 2; sort(s[lower.tri(s, diag = TRUE)]) }
for (case in names(paired)) {
  d <- paired[[case]]
  n <- length(d)
  changed <- d[d != 0]
  up <- sum(d > 0)
  # Hodges-Lehmann: base R's quantile of the tie-free null, applied to the ordered Walsh averages.
  w <- walsh(d)
  put(case, "hodges_lehmann", d, NA, "estimate", median(w))
  k <- qsignrank(0.025, n)
  if (2 * psignrank(k, n) <= 0.05) k <- k + 1
  if (k > 0) {
    put(case, "hodges_lehmann", d, NA, "low", w[k])
    put(case, "hodges_lehmann", d, NA, "high", w[length(w) + 1 - k])
    put(case, "hodges_lehmann", d, NA, "attained_level", 1 - 2 * psignrank(k - 1, n))
  }
  if (length(changed) > 0) {
    test <- binom.test(up, length(changed))
    put(case, "sign_test", d, NA, "p", min(1, 2 * min(pbinom(up, length(changed), 0.5), pbinom(length(changed) - up, length(changed), 0.5))))
    put(case, "sign_test", d, NA, "p_binom_test", test$p.value)
    put(case, "sign_test", d, NA, "estimate", test$estimate)
    put(case, "sign_test", d, NA, "low", test$conf.int[1])
    put(case, "sign_test", d, NA, "high", test$conf.int[2])
    put(case, "signed_rank_wilcox", d, NA, "p", quiet(wilcox.exact(d))$p.value)
    if (length(unique(abs(d))) > 1 || n > 1) {
      for (zero in c("Pratt", "Wilcoxon")) {
        test <- quiet(try(wilcoxsign_test(d ~ rep(0, n), zero.method = zero, distribution = "exact"), silent = TRUE))
        put_if(case, paste0("signed_rank_coin_", zero), d, NA, "p", p_of(test))
      }
    }
    if (all(d == round(d)) && n > 1) {
      test <- quiet(try(perm.test(d, paired = FALSE, exact = TRUE), silent = TRUE))
      put_if(case, "sign_flip", d, NA, "p", p_of(test, function(t) t$p.value))
    }
    put(case, "signed_rank_wilcox", d, NA, "statistic", quiet(wilcox.exact(d))$statistic)
    if (!anyDuplicated(abs(changed)) && n == length(changed)) {
      test <- quiet(wilcox.test(d, exact = TRUE, conf.int = n >= 6))
      put(case, "signed_rank_base", d, NA, "p", test$p.value)
      put(case, "signed_rank_base", d, NA, "statistic", test$statistic)
      if (n >= 6) {
        put(case, "signed_rank_base", d, NA, "estimate", test$estimate)
        put(case, "signed_rank_base", d, NA, "low", test$conf.int[1])
        put(case, "signed_rank_base", d, NA, "high", test$conf.int[2])
      }
    }
  }
  # Sign-flip by listing every pattern (n <= 13), in whole multiples.
  if (n <= 13) {
    whole <- round(d * 1e7)  # all cases are multiples of 1e-6 or 1/5
    sums <- as.matrix(expand.grid(rep(list(c(-1, 1)), n))) %*% abs(whole)
    observed <- sum(whole)
    put(case, "sign_flip_listed", d, NA, "p", min(1, 2 * min(mean(sums <= observed), mean(sums >= observed))))
    put(case, "sign_flip_listed", d, NA, "p_mid", min(1, 2 * (min(mean(sums <= observed), mean(sums >= observed)) - mean(sums == observed) / 2)))
  }
}

# --- two samples --------------------------------------------------------------------------------------------------
unpaired <- list(
  single = list(1, 2), one_two = list(3, c(1, 2)), all_equal = list(c(3, 3, 3), c(3, 3)),
  separated = list(c(1, 1, 2, 3), c(5, 6, 7)), touching = list(c(1, 2, 2, 3), c(3, 4, 4, 5, 6)),
  tie_free = list(c(1.1, 2.7, 3.3, 4.9), c(0.2, 3.8, 5.1, 6.6, 7.4)),
  chorioamnion = list(c(1.15, 0.88, 0.90, 0.74, 1.21), c(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46)),
  pain = list(c(1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1), c(3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4))
)
for (m in c(3, 5, 8, 13)) for (n in c(4, 7, 13)) {
  unpaired[[paste0("likert_", m, "_", n)]] <- list(pmin(pmax(round(rnorm(m, 4, 1.6)), 1), 7), pmin(pmax(round(rnorm(n, 4.8, 1.6)), 1), 7))
}
brunner_munzel <- function(x, y) {
  nx <- length(x); ny <- length(y)
  pooled <- rank(c(x, y)); rx <- pooled[1:nx]; ry <- pooled[nx + 1:ny]
  vx <- sum((rx - rank(x) - mean(rx) + (nx + 1) / 2)^2) / (nx - 1)
  vy <- sum((ry - rank(y) - mean(ry) + (ny + 1) / 2)^2) / (ny - 1)
  statistic <- nx * ny * (mean(ry) - mean(rx)) / (nx + ny) / sqrt(nx * vx + ny * vy)
  list(statistic = statistic, estimate = (mean(ry) - (ny + 1) / 2) / nx)
}
for (case in names(unpaired)) {
  x <- unpaired[[case]][[1]]; y <- unpaired[[case]][[2]]
  nx <- length(x); ny <- length(y)
  group <- factor(rep(c("after", "before"), c(ny, nx)))
  # twice the smaller tail: the packages' own two-sided p is by distance from the mean
  both <- function(tail) { less <- tail("less"); more <- tail("greater"); if (is.null(less)) NULL else min(1, 2 * min(less, more)) }
  put_if(case, "rank_sum_coin", x, y, "p", both(function(alternative)
    p_of(quiet(try(wilcox_test(c(y, x) ~ group, distribution = "exact", alternative = alternative), silent = TRUE)))))
  if (nx + ny > 2) put(case, "rank_sum_exact", x, y, "p", both(function(alternative) quiet(wilcox.exact(y, x, alternative = alternative))$p.value))
  put(case, "rank_sum_base", x, y, "statistic", quiet(wilcox.test(y, x))$statistic)
  if (!anyDuplicated(c(x, y)) && nx + ny > 4) {
    test <- wilcox.test(y, x, conf.int = TRUE)
    put(case, "rank_sum_base", x, y, "p", test$p.value)
    put(case, "rank_sum_base", x, y, "estimate", test$estimate)
    if (attr(test$conf.int, "conf.level") >= 0.95 && 2 / choose(nx + ny, nx) <= 0.05) {
      put(case, "rank_sum_base", x, y, "low", test$conf.int[1])
      put(case, "rank_sum_base", x, y, "high", test$conf.int[2])
    }
  }
  overlap <- max(x) >= min(y) && max(y) >= min(x) && length(unique(c(x, y))) > 1
  if (nx > 1 && ny > 1 && overlap) {
    result <- brunner_munzel(x, y)
    for (field in names(result)) put(case, "brunner_munzel", x, y, field, result[[field]])
    if (choose(nx + ny, ny) <= 20000 && abs(result$statistic) > 1e-9) {
      divisions <- combn(nx + ny, ny)
      statistics <- apply(divisions, 2, function(i) {
        s <- brunner_munzel(c(x, y)[-i], c(x, y)[i])$statistic
        if (is.nan(s)) 0 else s
      })
      close <- 1e-9 * abs(result$statistic)
      put(case, "brunner_munzel_permuted", x, y, "p", min(1, 2 * min(mean(statistics >= result$statistic - close), mean(statistics <= result$statistic + close))))
    }
  }
}

invisible(replicate(6, { sample(1:7, 9, TRUE); sample(2:7, 8, TRUE) }))  # drawn for a method that is gone; keeps the draws below

# --- partially overlapping samples (Derrick et al. 2017, formulas 6 to 10) -----------------------------------------
for (k in 1:6) {
  both <- k + 2; one <- k %% 3; two <- (k + 1) %% 4
  before <- round(rnorm(both + one + two, 4, 1), 3); after <- round(rnorm(both + one + two, 4.6, 1.5), 3)
  if (one > 0) after[both + 1:one] <- NA
  if (two > 0) before[both + one + 1:two] <- NA
  x <- before[!is.na(before)]; y <- after[!is.na(after)]; c <- both
  r <- cor(before[1:both], after[1:both]); n1 <- length(x); n2 <- length(y); unpaired_n <- n1 + n2 - 2 * c
  t2 <- (mean(y) - mean(x)) / sqrt(var(x) / n1 + var(y) / n2 - 2 * r * sd(x) * sd(y) * c / (n1 * n2))
  gamma <- (var(x) / n1 + var(y) / n2)^2 / ((var(x) / n1)^2 / (n1 - 1) + (var(y) / n2)^2 / (n2 - 1))
  v2 <- (c - 1) + ((gamma - c + 1) / (unpaired_n + 2 * c)) * unpaired_n
  case <- paste0("overlap_", k)
  put(case, "partially_overlapping", before, after, "statistic", t2)
  put(case, "partially_overlapping", before, after, "df", v2)
  put(case, "partially_overlapping", before, after, "p", 2 * pt(-abs(t2), v2))
}

# --- families -----------------------------------------------------------------------------------------------------
families <- list(few = c(0.01, 0.04, 0.03), ties = c(0.02, 0.02, 0.5, 1), fourteen = round(runif(14)^2, 5), one = 0.3, ends = c(0, 1))
for (case in names(families)) for (method in c("holm", "BH")) {
  adjusted <- p.adjust(families[[case]], method)
  for (i in seq_along(adjusted)) put(case, paste0("adjust_", tolower(method)), families[[case]], NA, as.character(i - 1), adjusted[i])
}
for (k in 1:4) {
  d <- matrix(sample(-2:4, 4 * 9, TRUE), 4)
  if (k == 2) d[3, ] <- 0
  norm <- sqrt(rowSums(d^2)); norm[norm == 0] <- 1
  signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), 9)))
  flipped <- abs(signs %*% t(d / norm)); observed <- abs(rowSums(d)) / norm
  order <- order(-observed); adjusted <- numeric(4); running <- 0
  for (j in 1:4) {
    later <- order[j:4]
    running <- max(running, mean(apply(flipped[, later, drop = FALSE], 1, max) >= observed[order[j]] - 1e-9))
    adjusted[order[j]] <- running
  }
  for (i in 1:4) put(paste0("family_", k), "westfall_young", as.vector(t(d)), NA, as.character(i - 1), adjusted[i])
}

write.csv(do.call(rbind, rows), file.path(folder, "paired_and_rank.csv"), row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("coin", packageVersion("coin")), paste("exactRankTests", packageVersion("exactRankTests"))),
           file.path(folder, "paired_and_rank.versions.txt"))
