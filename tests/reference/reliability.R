# Reference values for Cronbach's alpha with Feldt's interval, from R's psych on data sets that come with R.
# Run from this folder: Rscript reliability.R   (r-base-core, r-cran-psych); writes reliability.csv, one row per set.
suppressMessages(library(psych)); options(digits = 17)
sets <- list(attitude = attitude, ratings = USJudgeRatings[, 2:11], flowers = iris[, 1:4], few = attitude[1:13, c(2, 3, 5)])
rows <- lapply(names(sets), function(name) {
  a <- suppressWarnings(alpha(sets[[name]], warnings = FALSE)); ci <- alpha.ci(a$total$raw_alpha, nrow(sets[[name]]), n.var = ncol(sets[[name]]))
  data.frame(name, persons = nrow(sets[[name]]), items = ncol(sets[[name]]), values = paste(unlist(sets[[name]]), collapse = " "),
    alpha = a$total$raw_alpha, low = ci$lower.ci, high = ci$upper.ci)
})
write.csv(format(do.call(rbind, rows), digits = 17, trim = TRUE), "reliability.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("psych", packageVersion("psych"))), "reliability_session.txt")
