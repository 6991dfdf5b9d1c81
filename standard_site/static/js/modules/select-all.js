// A value to copy: selected as soon as it is entered.
export function init(input) {
  input.addEventListener("focus", () => input.select());
}
