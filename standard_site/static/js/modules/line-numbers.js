// Numbers beside the lines of a text, and the way from a mistake to its line.
export function init(place) {
  const text = place.querySelector("textarea");
  const numbers = place.querySelector(".authoring-lines");

  function count() {
    const lines = text.value.split("\n").length;
    numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join("\n");
    follow();
  }
  function follow() { numbers.scrollTop = text.scrollTop; }

  function show(line) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    text.scrollTop = Math.max(0, (line - 5) * (text.scrollHeight / lines.length));
  }

  numbers.style.height = `${text.offsetHeight}px`;
  new ResizeObserver(() => { numbers.style.height = `${text.offsetHeight}px`; }).observe(text);
  text.addEventListener("input", count);
  text.addEventListener("scroll", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link || !text.isConnected) return;
    event.preventDefault();
    show(Number(link.dataset.line));
  });
  count();
  const wanted = /^#line-(\d+)$/.exec(window.location.hash);
  if (wanted) show(Number(wanted[1]));
}
