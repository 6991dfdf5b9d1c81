// Watches an assessment: says a new phase aloud, and asks again with growing patience when an answer does not come.
const FIRST_MS = 1000;
const LONGEST_MS = 30000;

export function init(element) {
  const aloud = element.querySelector("[data-aloud]");
  const trouble = element.querySelector("[data-trouble]");
  let wait = FIRST_MS;
  let said = "";

  element.addEventListener("htmx:afterSwap", () => {
    wait = FIRST_MS;
    trouble.hidden = true;
    const phase = element.querySelector("[data-phase]")?.dataset.phase ?? "";
    if (phase !== said) {
      said = phase;
      aloud.textContent = phase;
    }
  });
  const later = () => {
    trouble.hidden = false;
    wait = Math.min(2 * wait, LONGEST_MS);
    setTimeout(() => window.htmx.trigger(element.querySelector("[data-poll]"), "again"), wait);
  };
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) element.addEventListener(name, later);
}
