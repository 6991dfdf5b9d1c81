// Offers the names a formula may use for the word at the caret: arrow keys choose, Enter or Tab takes, Escape puts away.
const MOST = 8;

export function init(field) {
  const source = document.getElementById(field.dataset.names);
  if (!source || field.readOnly) return;
  const names = JSON.parse(source.textContent);
  const list = document.createElement("ul");
  list.className = "authoring-offers";
  list.id = `${field.id}-offers`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  const frame = document.createElement("div");
  frame.className = "authoring-offering";
  field.replaceWith(frame);
  frame.append(field, list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    field.setAttribute(name, value);
  }
  let chosen = -1;

  function word() {
    const before = field.value.slice(0, field.selectionStart);
    return /[A-Za-z_][A-Za-z0-9_]*$/.exec(before)?.[0] ?? "";
  }

  function fitting(typed) {
    const small = typed.toLowerCase();
    const matches = names.filter((entry) => entry.name !== typed && `${entry.name} ${entry.label}`.toLowerCase().includes(small));
    const begins = (entry) => (entry.name.toLowerCase().startsWith(small) ? 0 : 1);
    return matches.sort((one, other) => begins(one) - begins(other)).slice(0, MOST);
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function offer() {
    const typed = word();
    const found = typed.length > 1 ? fitting(typed) : [];
    list.replaceChildren(...found.map(option));
    chosen = -1;
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  function option(entry, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.name = entry.name;
    const code = document.createElement("code");
    code.textContent = entry.name;
    item.append(code, ` ${entry.unit && entry.unit !== "1" ? entry.unit : ""} ${entry.label}`);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(item);
    });
    return item;
  }

  function choose(step) {
    const items = [...list.children];
    chosen = (chosen + step + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    items[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", items[chosen].id);
  }

  function take(item) {
    const end = field.selectionStart;
    const start = end - word().length;
    field.setRangeText(item.dataset.name, start, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
}
