# Reference values for the permutation test of the difference of two independent means, from R's coin.
# Run from this folder: Rscript mean_difference.R   (r-base-core, r-cran-coin)
# coin counts exactly for one stratum, whole numbers: values are taken four times; both tails are asked for and the smaller is doubled.
suppressMessages(library(coin)); options(digits = 17); set.seed(20140605)
rows <- list()
for (sizes in list(c(3, 4), c(5, 6), c(8, 8), c(13, 10), c(30, 25))) for (scale in list(1:7, 1:3, c(0, 1), seq(0, 6, .25), 100 * (0:40)))
  for (shift in 1:2) for (stratified in c(FALSE, TRUE)) {
    if (stratified && max(sizes) > 13) next
    x <- sample(scale, sizes[1], TRUE); y <- sample(scale[shift:length(scale)], sizes[2], TRUE)
    value <- c(x, y); whole <- 4 * value; side <- factor(rep(c("before", "after"), sizes), levels = c("after", "before"))
    stratum <- factor(if (stratified) c(seq_along(x) %% 2, seq_along(y) %% 2) else rep(0, sum(sizes)))
    if (length(unique(value)) == 1) next
    if (stratified) {
      # All divisions within both strata, by hand: coin has no exact distribution for several.
      sums <- lapply(levels(stratum), function(s) { v <- value[stratum == s]; combn(length(v), sum(stratum == s & side == "after"), function(i) sum(v[i])) })
      all <- outer(sums[[1]], sums[[2]], "+"); seen <- sum(y)
      tails <- c(mean(all <= seen + 1e-9), mean(all >= seen - 1e-9))
    } else tails <- sapply(c("less", "greater"), function(a) as.numeric(pvalue(oneway_test(whole ~ side, alternative = a, distribution = exact(algorithm = "shift")))))
    rows[[length(rows) + 1]] <- data.frame(before = paste(x, collapse = " "), after = paste(y, collapse = " "),
      strata_before = paste(stratum[side == "before"], collapse = " "), strata_after = paste(stratum[side == "after"], collapse = " "),
      stratified, p = min(1, 2 * min(tails)))
  }
write.csv(format(do.call(rbind, rows), digits = 17, trim = TRUE), "mean_difference.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("coin", packageVersion("coin"))), "mean_difference_session.txt")
