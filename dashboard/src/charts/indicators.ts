/** Moving average of closes, and `width` standard deviations around it (Bollinger 2001). */
export interface Studies {
  average: (number | null)[];
  upper: (number | null)[];
  lower: (number | null)[];
}

/** Over closes, oldest first; null where the window is not full yet. */
export function movingAverage(closes: readonly number[], window: number): (number | null)[] {
  let sum = 0;
  return closes.map((close, i) => {
    sum += close - (i >= window ? (closes[i - window] ?? 0) : 0);
    return i + 1 < window ? null : sum / window;
  });
}

export function studies(closes: readonly number[], window: number, width: number): Studies {
  const average = movingAverage(closes, window);
  const reach = average.map((mean, i) => {
    if (mean === null) {
      return null;
    }
    const part = closes.slice(i + 1 - window, i + 1);
    return width * Math.sqrt(part.reduce((s, c) => s + (c - mean) ** 2, 0) / window);
  });
  const beside = (side: 1 | -1) =>
    average.map((mean, i) => {
      const distance = reach[i];
      return mean === null || distance === null || distance === undefined ? null : mean + side * distance;
    });
  return { average, upper: beside(1), lower: beside(-1) };
}
