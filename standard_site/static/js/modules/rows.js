// Rows of a Django formset: add from the <template>, remove, keep TOTAL_FORMS right. Empty rows beyond the first are put away.
export function init(element) {
  const prefix = element.dataset.prefix;
  const list = element.querySelector("[data-rows]");
  const template = element.querySelector("template");
  const total = element.querySelector(`#id_${prefix}-TOTAL_FORMS`);
  const most = Number(element.querySelector(`#id_${prefix}-MAX_NUM_FORMS`).value);
  const add = element.querySelector("[data-add]");

  const rows = () => [...list.querySelectorAll("[data-row]")];
  const shown = () => rows().filter((row) => !row.hidden);
  const fields = (row) => [...row.querySelectorAll("input, select")];
  const empty = (row) => fields(row).every((field) => !field.value);

  function refresh() {
    for (const row of rows()) row.querySelector("[data-remove]").hidden = shown().length < 2;
    add.hidden = rows().length >= most && rows().every((row) => !row.hidden);
  }

  // A removed row is emptied and put away: the server passes over empty rows, and numbers stay without gaps.
  function remove(row) {
    for (const field of fields(row)) field.value = "";
    row.hidden = true;
    refresh();
    add.focus();
  }

  function start(row) {
    row.querySelector("[data-remove]").addEventListener("click", () => remove(row));
  }

  function another() {
    const waiting = rows().find((row) => row.hidden);
    const row = waiting ?? created();
    row.hidden = false;
    refresh();
    fields(row)[0].focus();
  }

  function created() {
    const copy = template.content.cloneNode(true);
    const row = copy.querySelector("[data-row]");
    for (const node of row.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replace("__prefix__", total.value));
      }
    }
    list.append(row);
    total.value = String(Number(total.value) + 1);
    start(row);
    return row;
  }

  rows().forEach((row, index) => {
    start(row);
    row.hidden = index > 0 && empty(row) && !row.querySelector(".is-invalid");
  });
  add.addEventListener("click", another);
  refresh();
}
