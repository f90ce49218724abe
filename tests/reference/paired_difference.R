# Reference values for the interval of the difference of paired proportions that matches the exact McNemar test.
# mcnemarExactDP of R's exact2x2 1.7.0 (Fay & Lumbard 2021), which is not in Debian: get R/mcnemarExactDP.R from the
# package's source on CRAN and run from this folder: Rscript paired_difference.R path/to/mcnemarExactDP.R
# Writes paired_difference.csv: limits as the package gives them (default tolerance of uniroot, 1.2e-4), and with
# uniroot and integrate, called by the same code, at tight tolerances. The first row is the example on its help page.
file <- commandArgs(trailingOnly = TRUE)[1]
published <- new.env(); sys.source(file, published)
tight <- new.env(); sys.source(file, tight)
tight$uniroot <- function(...) stats::uniroot(..., tol = 1e-14, maxiter = 10000)
tight$integrate <- function(...) stats::integrate(..., rel.tol = 1e-11, subdivisions = 2000L)
options(digits = 17)
rows <- list()
add <- function(n, m, x, level) {
  p <- published$mcnemarExactDP(x = x, m = m, n = n, conf.level = level); ci <- as.numeric(p$conf.int)
  t <- as.numeric(tight$mcnemarExactDP(x = x, m = m, n = n, conf.level = level)$conf.int)
  rows[[length(rows) + 1]] <<- data.frame(n, only_after = x, only_before = m - x, level, p = p$p.value, low = ci[1], high = ci[2],
    tight_low = t[1], tight_high = t[2])
}
add(21, 8, 7, .95)      # Bentur et al. (2009); Fagerland, Lydersen & Laake (2013), table 1; example of mcnemarExactDP
add(161, 22, 16, .95)   # Fagerland, Lydersen & Laake (2013), table 2
add(44, 11, 9, .95)     # exact2x2's vignette on the exact McNemar test
for (n in c(1, 2, 5, 8, 13, 20, 60, 400)) for (m in unique(round(n * c(0, .2, .5, .8, 1)))) for (x in unique(round(m * c(0, .2, .5, .9, 1))))
  for (level in c(.95, .8)) add(n, m, x, level)
write.csv(format(do.call(rbind, rows), digits = 17, trim = TRUE), "paired_difference.csv", row.names = FALSE, quote = FALSE)
