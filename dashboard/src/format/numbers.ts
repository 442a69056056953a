/** What is not known; never 0, for nothing at risk is another thing. */
export const UNKNOWN = '–';

const usd = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const MINUS = '\u2212';

function known(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** 1234.5 → 1,234.50; with a real minus sign. */
export function money(value: number | null | undefined): string {
  if (!known(value)) {
    return UNKNOWN;
  }
  const rounded = usd.format(Math.abs(value));
  return value < 0 && rounded !== '0.00' ? MINUS + rounded : rounded;
}

/** With a sign in front, so that gain and loss differ by more than their colour. */
export function signed(value: number | null | undefined): string {
  const text = money(value);
  return known(value) && value > 0 && text !== '0.00' ? `+${text}` : text;
}

export function count(value: number | null | undefined): string {
  return known(value) ? whole.format(value).replace('-', MINUS) : UNKNOWN;
}

/** 0.1234 → 12.3 % */
export function percent(value: number | null | undefined, digits = 1): string {
  return known(value) ? `${(value * 100).toFixed(digits).replace('-', MINUS)} %` : UNKNOWN;
}

export function decimal(value: number | null | undefined, digits = 2): string {
  return known(value) ? value.toFixed(digits).replace('-', MINUS) : UNKNOWN;
}

/** A price with as many digits as its step: cents from a dollar on, hundredths of a cent below. */
export function price(value: number | null | undefined): string {
  if (!known(value) || value === 0) {
    return UNKNOWN;
  }
  return Math.abs(value) >= 1 ? money(value) : value.toFixed(4);
}

export function milliseconds(value: number | null | undefined): string {
  return known(value) ? `${value < 10 ? value.toFixed(1) : whole.format(value)} ms` : UNKNOWN;
}

const SHORT: Readonly<Record<string, string>> = { var: 'VaR', gpu: 'GPU', pnl: 'P&L', api: 'API' };

/** market_data → Market data, var_95_limit → VaR 95 limit */
export function words(name: string): string {
  const text = name
    .split(/[_ ]+/)
    .map((word) => SHORT[word] ?? word)
    .join(' ')
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
