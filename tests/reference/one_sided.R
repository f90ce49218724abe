# One-sided p and limits from base R. Run from this folder: Rscript one_sided.R
# Writes one_sided.csv (one value a line, 17 significant digits) and one_sided_session.txt with the version.
rows <- list()
text <- function(x) paste(formatC(as.numeric(x), digits = 17, format = "g", width = 1), collapse = " ")
put <- function(method, x, y, alternative, level, field, value)
  rows[[length(rows) + 1]] <<- data.frame(method, x = text(x), y = text(y), alternative, level, field, value = text(value))
test <- function(method, x, y, alternative, level, found, limits = found$conf.int) {
  put(method, x, y, alternative, level, "p", found$p.value)
  put(method, x, y, alternative, level, "low", limits[1])
  put(method, x, y, alternative, level, "high", limits[2])
}
set.seed(20140605)
for (alternative in c("less", "greater")) for (level in c(0.95, 0.8)) {
  # counts before and after; exposure before and after
  for (k in list(c(0, 3), c(6, 0), c(6, 1), c(8, 8), c(20, 8), c(2, 13), c(47, 33))) for (t in list(c(12, 12), c(12, 7), c(1, 1000), c(1000, 1)))
    test("rate_ratio", k, t, alternative, level, poisson.test(rev(k), rev(t), alternative = alternative, conf.level = level))
  # pairs with yes only before and only after: odds of the second among the discordant
  for (k in list(c(1, 7), c(7, 1), c(0, 5), c(5, 0), c(4, 4), c(12, 19))) {
    found <- binom.test(k[2], sum(k), alternative = alternative, conf.level = level)
    test("paired_proportions", k, NA, alternative, level, found, found$conf.int / (1 - found$conf.int))
  }
  # events before and after; people before and after (fisher.test's own limits hold four digits only)
  for (k in list(c(7, 1), c(1, 7), c(0, 3), c(5, 0), c(4, 4), c(0, 0))) for (n in list(c(15, 14), c(8, 40), c(7, 7))) {
    found <- fisher.test(matrix(c(k[2], n[2] - k[2], k[1], n[1] - k[1]), 2), alternative = alternative, conf.level = level)
    put("unpaired_proportions", k, n, alternative, level, "p", found$p.value)
  }
  # differences without ties or zeros; two samples without ties; Welch
  for (n in c(6, 9, 13, 20)) {
    d <- round(rnorm(n, 0.4, 1.3), 6); x <- round(rnorm(n, 0, 1), 6); y <- round(rnorm(n + 2, 0.5, 1.5), 6)
    test("signed_rank", d, NA, alternative, level, wilcox.test(d, exact = TRUE, conf.int = TRUE, alternative = alternative, conf.level = level))
    test("rank_sum", x, y, alternative, level, wilcox.test(y, x, exact = TRUE, conf.int = TRUE, alternative = alternative, conf.level = level))
    test("partially_overlapping_t", x, y, alternative, level, t.test(y, x, alternative = alternative, conf.level = level))
    up <- sum(d > 0)
    test("sign_test", d, NA, alternative, level, binom.test(up, n, alternative = alternative, conf.level = level))
    # sign-flip of the mean, by listing all patterns
    signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), min(n, 13))))[, seq_len(min(n, 13))]
    e <- d[seq_len(min(n, 13))]; sums <- signs %*% abs(e); seen <- sum(e)
    put("sign_flip", e, NA, alternative, level, "p", mean(if (alternative == "less") sums <= seen + 1e-9 else sums >= seen - 1e-9))
    # quasi-Poisson by months
    count <- rpois(8, rep(c(6, 3), each = 4)) + 1; after <- rep(0:1, each = 4)
    g <- glm(count ~ after, family = quasipoisson, control = glm.control(epsilon = 1e-15, maxit = 100))
    phi <- sum((count - ave(count, after))^2 / ave(count, after)) / 6
    s <- summary(g, dispersion = max(1, phi))$coefficients["after", ]
    put("quasi_poisson", count, NA, alternative, level, "p", pt(s[1] / s[2], 6, lower.tail = alternative == "less"))
    reach <- qt(level, 6) * s[2]
    put("quasi_poisson", count, NA, alternative, level, "low", if (alternative == "less") 0 else exp(s[1] - reach))
    put("quasi_poisson", count, NA, alternative, level, "high", if (alternative == "less") exp(s[1] + reach) else Inf)
  }
}
write.csv(do.call(rbind, rows), "one_sided.csv", row.names = FALSE, quote = FALSE)
writeLines(R.version.string, "one_sided_session.txt")
