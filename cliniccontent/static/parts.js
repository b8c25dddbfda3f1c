"use strict";
// The rows of an article's parts: added, moved by buttons and by drag, removed and put back. The fields of the form stay
// the truth: each row's place and its tick to be removed are written there, so that everything works without this, too.
(function () {
  const EDGE = 80;

  function say(words) {
    document.getElementById("parts-status").textContent = words;
  }

  // Whoever listens to the form (autosave, preview, warnings) hears of a change made here as of one that was typed.
  function announce(field) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function field(row, name) {
    return row.querySelector(`[name="${row.id}-${name}"]`);
  }

  function isRemoved(row) {
    const tick = field(row, "DELETE");
    return Boolean(tick && tick.checked);
  }

  function isStored(row) {
    const id = field(row, "id");
    return Boolean(id && id.value);
  }

  function isEmpty(row) {
    return Array.from(row.querySelectorAll("input, select, textarea"))
      .filter((input) => input.name && input.type !== "hidden" && !/-(order|DELETE)$/.test(input.name))
      .every((input) => input.value.trim() === "");
  }

  function button(text, className, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  class Part {
    constructor(section) {
      this.section = section;
      this.prefix = section.dataset.part;
      this.name = section.dataset.name;
      this.list = section.querySelector(".part-rows");
      this.total = section.querySelector(`[name="${this.prefix}-TOTAL_FORMS"]`);
      this.pattern = section.querySelector(":scope > template");
      this.rows.forEach((row) => this.equip(row));
      this.rows.filter((row) => row.classList.contains("blank")).forEach((row) => {
        row.hidden = true;
      });
      const add = section.querySelector(".add-row");
      if (add) {
        add.hidden = false;
        add.querySelector("button").addEventListener("click", () => this.add());
      }
      section.classList.add("with-script");
      this.show();
    }

    get rows() {
      return Array.from(this.list.children);
    }

    /* The rows that will be there after a save, in the order of the page. */
    get standing() {
      return this.rows.filter((row) => !row.hidden && !isRemoved(row));
    }

    equip(row) {
      const tools = row.querySelector(".part-tools");
      if (!tools) {
        return;
      }
      const handle = document.createElement("span");
      handle.className = "part-handle";
      handle.title = "Drag to move";
      handle.setAttribute("aria-hidden", "true");
      handle.addEventListener("pointerdown", (event) => this.drag(row, event));
      row.querySelector(".part-head").prepend(handle);
      row.up = button("↑", "part-up", () => this.step(row, -1));
      row.down = button("↓", "part-down", () => this.step(row, 1));
      row.out = button("Remove", "part-out", () => this.takeOut(row));
      tools.append(row.up, row.down, row.out);
      row.gone = document.createElement("p");
      row.gone.className = "part-gone";
      row.gone.append(document.createElement("span"), " ", button("Put back", "part-back", () => this.putBack(row)));
      row.append(row.gone);
    }

    /* Names, numbers and what can be done now, as the rows stand. */
    show() {
      const standing = this.standing;
      standing.forEach((row, index) => {
        row.querySelector(".part-number").textContent = String(index + 1);
        if (row.up) {
          const name = `${this.name} ${index + 1}`;
          row.up.setAttribute("aria-label", `Move ${name} up`);
          row.down.setAttribute("aria-label", `Move ${name} down`);
          row.out.setAttribute("aria-label", `Remove ${name}`);
          row.up.setAttribute("aria-disabled", String(index === 0));
          row.down.setAttribute("aria-disabled", String(index === standing.length - 1));
        }
      });
      this.rows.forEach((row) => {
        row.classList.toggle("removed", isRemoved(row));
        if (row.gone) {
          row.gone.firstChild.textContent = `Removed when you save: ${this.opening(row)}`;
        }
      });
      this.section.classList.toggle("has-rows", this.rows.some((row) => !row.hidden));
    }

    opening(row) {
      const chosen = row.querySelector('select[name$="-author"]');
      const words = chosen ? chosen.selectedOptions[0]?.textContent : field(row, "text")?.value;
      const text = (words || "").trim().replace(/\s+/g, " ");
      const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
      return shown ? `“${shown}”` : `this ${this.name}`;
    }

    /* The fields with the places are kept in step with the page. */
    number(moved) {
      let number = 0;
      this.rows.filter((row) => !row.hidden).forEach((row) => {
        number += 1;
        field(row, "order").value = String(number);
      });
      announce(field(moved, "order"));
    }

    put(row, before) {
      const focused = document.activeElement;
      this.list.insertBefore(row, before);
      if (focused && focused !== document.activeElement) {
        focused.focus();
      }
      this.number(row);
      this.show();
      const place = this.standing.indexOf(row) + 1;
      say(`Moved to place ${place} of ${this.standing.length}. Save to keep it.`);
    }

    step(row, by) {
      const standing = this.standing;
      const other = standing[standing.indexOf(row) + by];
      if (!other) {
        say(by < 0 ? "It is the first already." : "It is the last already.");
      } else {
        this.put(row, by < 0 ? other : other.nextElementSibling);
      }
    }

    add() {
      let row = this.rows.find((one) => one.hidden);
      if (row) {
        row.hidden = false;
        this.list.append(row);
      } else {
        const number = Number(this.total.value);
        const made = this.pattern.content.cloneNode(true);
        made.querySelectorAll("[id], [name], [for], [aria-labelledby], [aria-describedby]").forEach((element) => {
          ["id", "name", "for", "aria-labelledby", "aria-describedby"].forEach((attribute) => {
            const value = element.getAttribute(attribute);
            if (value) {
              element.setAttribute(attribute, value.replaceAll("__prefix__", String(number)));
            }
          });
        });
        row = made.firstElementChild;
        this.sameChoices(row);
        this.list.append(row);
        this.total.value = String(number + 1);
        this.equip(row);
      }
      row.classList.remove("blank");
      // Rows with places of their own are before it: it needs the next one to stay last.
      field(row, "order").value = String(this.rows.filter((one) => !one.hidden).length);
      this.show();
      row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: this.prefix } }));
      const first = row.querySelector(".part-fields :is(input, select, textarea):not([type=hidden])");
      first.focus();
      announce(this.total);
    }

    /* An author who was added in the window beside is on the lists of the rows by now, but not in the pattern. */
    sameChoices(row) {
      row.querySelectorAll("select").forEach((select) => {
        const name = select.name.replace(/^.*-/, "");
        const other = this.list.querySelector(`select[name$="-${name}"]`);
        if (other) {
          select.replaceChildren(...Array.from(other.options, (option) => new Option(option.text, option.value)));
        }
      });
    }

    takeOut(row) {
      const standing = this.standing;
      const index = standing.indexOf(row);
      if (!isStored(row) && isEmpty(row) && row === this.list.lastElementChild && this.isLast(row)) {
        const next = standing[index - 1]?.out || this.section.querySelector(".add-row button");
        row.remove();
        this.total.value = String(Number(this.total.value) - 1);
        this.show();
        next.focus();
        say(`The empty ${this.name} is gone.`);
        announce(this.total);
        return;
      }
      const tick = field(row, "DELETE");
      tick.checked = true;
      this.show();
      row.querySelector(".part-back").focus();
      say(`Removed when you save. It can be put back until then.`);
      announce(tick);
    }

    isLast(row) {
      return row.id === `${this.prefix}-${Number(this.total.value) - 1}`;
    }

    putBack(row) {
      const tick = field(row, "DELETE");
      tick.checked = false;
      this.show();
      row.out.focus();
      say("It is back.");
      announce(tick);
    }

    /* The row stays where it is until it is let go: a line shows where it will stand. Escape leaves it. */
    drag(row, event) {
      if (event.button !== 0) {
        return;
      }
      event.preventDefault();
      const handle = event.currentTarget;
      let before = row;
      handle.setPointerCapture(event.pointerId);
      row.classList.add("dragged");
      const aim = (at) => {
        const others = this.rows.filter((one) => !one.hidden);
        before = others.find((one) => {
          const box = one.getBoundingClientRect();
          return at.clientY < box.top + box.height / 2;
        });
        this.mark(before);
        if (at.clientY < EDGE || at.clientY > window.innerHeight - EDGE) {
          window.scrollBy(0, at.clientY < EDGE ? -24 : 24);
        }
      };
      const end = () => {
        row.classList.remove("dragged");
        this.mark(null);
        handle.removeEventListener("pointermove", aim);
        document.removeEventListener("keydown", leave, true);
      };
      const leave = (key) => {
        if (key.key === "Escape") {
          key.preventDefault();
          end();
          before = row;
          say("It stays where it was.");
        }
      };
      handle.addEventListener("pointermove", aim);
      document.addEventListener("keydown", leave, true);
      handle.addEventListener(
        "lostpointercapture",
        () => {
          end();
          if (before !== row && before !== row.nextElementSibling && !(before === undefined && this.endsWith(row))) {
            this.put(row, before || null);
          }
        },
        { once: true },
      );
    }

    endsWith(row) {
      return this.rows.filter((one) => !one.hidden).at(-1) === row;
    }

    mark(before) {
      this.rows.forEach((row) => row.classList.toggle("drop-before", row === before));
      this.list.classList.toggle("drop-last", before === undefined);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".part").forEach((section) => {
      section.rows = new Part(section);
    });
  });
})();
