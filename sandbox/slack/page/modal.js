// The modal before the person: the topmost view of the stack, with what was typed into it.
import { post } from "./api.js";
import { block } from "./blocks.js";
import { h, icon, iconButton, Kept, place } from "./dom.js";
import { avatar } from "./people.js";
import { prune, surface } from "./surface.js";

export class Modal {
  #open = new Map();
  #top = null;
  #busy = false;

  constructor(shared, dialog) {
    this.shared = shared;
    this.dialog = dialog;
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (this.#top) this.#close(false);
    });
  }

  /** Show the stack of views that Slack has. */
  show(views) {
    const alive = new Map(views.map((view) => [view.id, this.#open.get(view.id) ?? this.#make(view)]));
    this.#open = alive;
    const view = views.at(-1);
    if (!view) return this.#hide();
    const made = alive.get(view.id);
    this.#fill(made, view, views.length);
    if (this.#top !== made) {
      this.#top = made;
      this.dialog.replaceChildren(made.node);
      this.#wait(false);
      if (!this.dialog.open) this.dialog.showModal();
      made.focus();
    }
    return undefined;
  }

  #hide() {
    this.#top = null;
    this.#busy = false;
    if (!this.dialog.open) return;
    this.dialog.close();
    this.dialog.replaceChildren();
    this.shared.refocus();
  }

  #make(view) {
    const made = { view, kept: new Kept(), context: surface(this.shared, { view_id: view.id }, view.inputs), hash: null };
    made.title = h("h2", { id: "modal-title" });
    made.body = h("div", { class: "modal-body" });
    made.failure = h("div", { class: "modal-failure", role: "alert", hidden: true });
    made.submit = h("button", { type: "submit", class: "button button-primary" });
    made.close = h("button", { type: "button", class: "button", onclick: () => this.#close(false) });
    made.back = iconButton("back", "Back", { class: "modal-back", onclick: () => this.#close(false) });
    made.node = h("form", { class: "modal-form", novalidate: true, onsubmit: (event) => (event.preventDefault(), this.#submit()) },
      h("header", {}, made.back, avatar(this.shared.state.people[this.shared.state.app.user], "small"), made.title,
        iconButton("close", "Close", { onclick: () => this.#close(true) })),
      made.body, made.failure, h("footer", {}, made.close, made.submit));
    made.body.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      const last = [...made.body.querySelectorAll(".input")].at(-1);
      const isLast = event.target.matches(".text-input") && last?.contains(event.target);
      const sends = event.ctrlKey || event.metaKey || (isLast && !event.shiftKey);
      if (!sends || made.submit.hidden) return;
      event.preventDefault();
      made.node.requestSubmit();
    });
    made.focus = () => {
      const wanted = made.view.spec.blocks.find((one) => one.element?.focus_on_load)?.block_id;
      const inputs = [...made.body.querySelectorAll(".input")];
      const node = inputs.find((one) => one.dataset.block === wanted) ?? inputs[0];
      (node?.focusable ?? made.body.querySelector("button, a[href]") ?? made.submit).focus({ preventScroll: true });
    };
    return made;
  }

  #fill(made, view, depth) {
    const { spec } = view;
    if (made.hash !== view.hash) {
      prune(made.context, view.inputs);
      made.hash = view.hash;
      made.view = view;
      made.title.textContent = spec.title.text;
      made.submit.hidden = !spec.submit;
      made.submit.textContent = spec.submit?.text ?? "";
      made.close.textContent = spec.close?.text ?? "Close";
      made.back.hidden = depth < 2;
      place(made.body, made.kept.list(spec.blocks, blockKey, comparable, (one) => {
        const node = block(one, made.context);
        node.dataset.block = one.block_id;
        return node;
      }));
      this.#wait(false);
      if (this.#top === made && !this.dialog.contains(document.activeElement)) made.focus();
    }
    for (const node of made.body.querySelectorAll(".input")) node.complain(view.errors[node.dataset.block] ?? "");
    made.failure.hidden = !view.failure;
    made.failure.replaceChildren(...(view.failure ? [icon("warn"), view.failure] : []));
  }

  async #submit() {
    const made = this.#top;
    if (!made || this.#busy || made.submit.hidden) return;
    this.#wait(true);
    made.context.hush();
    const { error } = await post("submit", { view_id: made.view.id, inputs: made.context.drafts });
    await this.shared.refresh();
    if (error && error !== "not_found") this.shared.toast(error);
    this.#wait(false);
    this.#top?.body.querySelector(".invalid")?.focusable?.focus();
  }

  async #close(everything) {
    const { id } = this.#top.view;
    await post("close", { view_id: id, everything });
    await this.shared.refresh();
  }

  #wait(busy) {
    this.#busy = busy;
    if (!this.#top) return;
    this.#top.submit.classList.toggle("busy", busy);
    this.#top.submit.setAttribute("aria-disabled", String(busy));
    this.#top.node.classList.toggle("waiting", busy);
  }
}

/** Inputs stay the same field by their ids; anything else by its content. */
const blockKey = (one) => (one.type === "input" ? `${one.block_id} ${one.element.action_id}` : `${one.type} ${one.block_id}`);

/** What makes a block worth building again: not the value it would start with. */
function comparable(one) {
  if (one.type !== "input") return one;
  const element = Object.fromEntries(Object.entries(one.element).filter(([key]) => !key.startsWith("initial_") && key !== "focus_on_load"));
  return { ...one, element };
}
