// A form that is written for a while: asks before it is left unsaved, and marks the fields whose notes say that something is wrong.
let asking = false;
let unsaved = null;

export function init(form) {
  form.addEventListener("input", () => { unsaved = form.dataset.question; });
  form.addEventListener("submit", () => { unsaved = null; });
  if (asking) return;
  asking = true;
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-note-of]").forEach(mark));
}

function mark(note) {
  const field = document.getElementById(note.dataset.noteOf);
  if (!field) return;
  if (note.querySelector(".authoring-wrong")) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
