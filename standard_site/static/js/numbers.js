// Numbers as text in the page's language.
export function rounded(value) {
  const digits = Math.abs(value) < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
  return value.toLocaleString(document.documentElement.lang, digits);
}

export function written(value, unit) {
  return value == null ? "–" : `${rounded(value)} ${unit}`;
}
