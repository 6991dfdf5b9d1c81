// A form that sends files with htmx: dropping a file on its field, sizes checked before sending, a bar while it is sent.
export function init(form) {
  for (const place of form.querySelectorAll("[data-drop]")) startDrop(place);
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const status = box.querySelector("[data-status]");

  form.addEventListener("htmx:beforeRequest", (event) => {
    if (form.querySelector("[data-drop].site-too-large")) {
      event.preventDefault();
      form.querySelector("[data-drop].site-too-large input").focus();
      return;
    }
    box.hidden = false;
    status.textContent = "";
    bar.value = 0;
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.lengthComputable) return;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
    if (event.detail.loaded === event.detail.total) status.textContent = status.dataset.reading;
  });
  // htmx tells the target, not the form, before it swaps.
  form.closest(form.getAttribute("hx-target")).addEventListener("htmx:beforeSwap", (event) => {
    // A refusal is an answer to show, not an error to swallow.
    if (event.detail.requestConfig.elt === form && [403, 409, 413, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    form.addEventListener(name, () => { status.textContent = status.dataset.lost; });
  }
}

function startDrop(place) {
  const input = place.querySelector("input[type=file]");
  const check = () => {
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const tooLarge = size > Number(place.dataset.limitMb) * 1024 * 1024;
    place.classList.toggle("site-too-large", tooLarge);
    input.classList.toggle("is-invalid", tooLarge);
    place.querySelector("[data-problem]").textContent = tooLarge ? place.dataset.tooLarge : "";
  };
  input.addEventListener("change", check);
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("site-drop");
  });
  place.addEventListener("dragleave", () => place.classList.remove("site-drop"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("site-drop");
    if (!event.dataTransfer.files.length) return;
    const taken = new DataTransfer();
    const dropped = [...event.dataTransfer.files];
    for (const file of input.multiple ? dropped : dropped.slice(0, 1)) taken.items.add(file);
    input.files = taken.files;
    check();
  });
}
