// What the reader writes with: the text field, the command menu and the attachments.

import { element, icon } from "/page/entities.js";
import { words } from "/page/words.js";

const TALLEST = 200;

export class Composer {
  /** `doing` has `send(text)` and `attach(kind)`; both say, later, whether it was done. */
  constructor(parts, doing) {
    Object.assign(this, parts, { doing });
    this.known = [];
    this.label();
    this.fillAttachments();
    this.listen();
    this.resize();
  }

  setCommands(known) {
    this.known = known;
    this.menu.hidden = known.length === 0;
    this.suggest();
  }

  /** An empty chat also has a button that starts it. */
  setStarted(isStarted) {
    const wasThere = document.activeElement === this.start;
    this.start.hidden = isStarted;
    if (isStarted && wasThere) this.text.focus();
  }

  label() {
    const labels = { text: words.text, send: words.send, attach: words.attach, commands: words.commands };
    for (const [part, label] of Object.entries(labels)) this[part].setAttribute("aria-label", label);
    this.attachments.setAttribute("aria-label", words.attach);
    this.text.placeholder = words.text;
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.text.addEventListener("input", () => {
      this.resize();
      this.suggest();
    });
    this.text.addEventListener("keydown", (event) => this.onKey(event));
    this.menu.addEventListener("click", () => this.toggleMenu());
    this.attach.addEventListener("click", () => this.toggleAttachments());
    this.attachments.addEventListener("keydown", (event) => this.onMenuKey(event));
    document.addEventListener("click", (event) => {
      if (!this.form.parentElement.contains(event.target)) this.closePanels();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.closePanels();
    });
  }

  async submit() {
    const text = this.text.value.trim();
    if (!text || this.isSending) return;
    this.isSending = true;
    const isSent = await this.doing.send(text);
    this.isSending = false;
    if (!isSent) return;
    this.text.value = "";
    this.closePanels();
    this.resize();
  }

  resize() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`;
    this.send.disabled = !this.text.value.trim();
  }

  onKey(event) {
    if (event.isComposing) return;
    const chosen = this.chosen();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (chosen) this.choose(chosen);
      else this.submit();
    } else if (chosen && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.complete(`${chosen.dataset.command} `);
    } else if (!this.commands.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  // The command menu: opened by its button, or by a "/" at the start of the text.

  suggest() {
    const typed = /^\/([a-z0-9_]*)$/.exec(this.text.value);
    if (typed) this.showCommands(this.known.filter(({ command }) => command.startsWith(typed[1])), true);
    else this.hideCommands();
  }

  toggleMenu() {
    const isOpen = !this.commands.hidden;
    this.closePanels();
    if (isOpen) return;
    this.showCommands(this.known, true);
    this.text.focus();
  }

  showCommands(commands, chooseFirst) {
    this.attachments.hidden = true;
    this.commands.replaceChildren(...commands.map((command, place) => this.option(command, place)));
    if (!commands.length) return this.hideCommands();
    this.commands.hidden = false;
    this.menu.setAttribute("aria-expanded", "true");
    this.text.setAttribute("aria-expanded", "true");
    if (chooseFirst) this.mark(this.commands.firstElementChild);
    return undefined;
  }

  hideCommands() {
    this.commands.hidden = true;
    this.commands.replaceChildren();
    this.menu.setAttribute("aria-expanded", "false");
    this.text.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }

  option({ command, description }, place) {
    const option = element("li");
    option.id = `command-${place}`;
    option.setAttribute("role", "option");
    option.dataset.command = `/${command}`;
    option.append(element("strong", "", `/${command}`), element("span", "", description));
    option.addEventListener("click", () => this.choose(option));
    return option;
  }

  chosen() {
    return this.commands.querySelector("[aria-selected=true]");
  }

  mark(option) {
    this.chosen()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", option.id);
  }

  move(step) {
    const options = [...this.commands.children];
    const place = options.indexOf(this.chosen());
    this.mark(options[(place + step + options.length) % options.length]);
  }

  choose(option) {
    this.hideCommands();
    this.complete("");
    this.doing.send(option.dataset.command);
  }

  complete(text) {
    this.text.value = text;
    this.text.focus();
    this.resize();
    this.suggest();
  }

  // The attachments: make-believe ones, to see what the bot says to them.

  fillAttachments() {
    for (const [kind, name] of Object.entries(words.attachments)) {
      const item = element("button");
      item.type = "button";
      item.setAttribute("role", "menuitem");
      item.append(icon(kind), element("span", "", name));
      item.addEventListener("click", () => {
        this.closePanels();
        this.attach.focus();
        this.doing.attach(kind);
      });
      this.attachments.append(item);
    }
  }

  toggleAttachments() {
    const isOpen = !this.attachments.hidden;
    this.closePanels();
    if (isOpen) return;
    this.attachments.hidden = false;
    this.attach.setAttribute("aria-expanded", "true");
    this.attachments.firstElementChild.focus();
  }

  onMenuKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const items = [...this.attachments.children];
    const place = items.indexOf(document.activeElement);
    items[(place + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length].focus();
  }

  closePanels() {
    if (this.attachments.contains(document.activeElement)) this.attach.focus();
    this.attachments.hidden = true;
    this.attach.setAttribute("aria-expanded", "false");
    this.hideCommands();
  }
}
