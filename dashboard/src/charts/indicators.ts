/** Over closes, oldest first; null where the window is not full yet. */
export function movingAverage(closes: readonly number[], window: number): (number | null)[] {
  let sum = 0;
  return closes.map((close, i) => {
    sum += close - (i >= window ? (closes[i - window] ?? 0) : 0);
    return i + 1 < window ? null : sum / window;
  });
}

/** Moving average ± `width` standard deviations of the same window (Bollinger 2001). */
export function bands(
  closes: readonly number[],
  window: number,
  width: number,
): { upper: number | null; lower: number | null }[] {
  const middle = movingAverage(closes, window);
  return closes.map((_, i) => {
    const mean = middle[i];
    if (mean === null || mean === undefined) {
      return { upper: null, lower: null };
    }
    const part = closes.slice(i + 1 - window, i + 1);
    const deviation = Math.sqrt(part.reduce((s, c) => s + (c - mean) ** 2, 0) / window);
    return { upper: mean + width * deviation, lower: mean - width * deviation };
  });
}
