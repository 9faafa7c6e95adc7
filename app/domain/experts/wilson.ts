/** The normal quantile of a 95 % confidence interval. */
const Z = 1.96

/**
 * The lower bound of the Wilson score interval: the share of positive votes that is certain to 95 %. With p the share
 * of positive votes among n votes and z = 1.96,
 *
 * (p + z²/2n − z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)
 *
 * Three of three give 0.44, thirty of thirty 0.89: few votes prove little. Without votes it is 0. Source: E. B. Wilson,
 * "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
 */
export function wilsonLowerBound(positive: number, total: number): number {
  if (total <= 0) return 0
  const p = positive / total
  const z2 = Z * Z
  const spread = Z * Math.sqrt((p * (1 - p)) / total + z2 / (4 * total * total))
  return Math.max(0, (p + z2 / (2 * total) - spread) / (1 + z2 / total))
}
