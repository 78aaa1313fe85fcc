// The question asked before an element acts.
import { h, uid } from "./dom.js";

/** Show a confirm object and give whether the person said yes; without one, yes at once. */
export function ask(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((done) => {
    const titleId = uid("confirm");
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      done(answer);
    };
    const yes = h("button", {
      type: "button", class: `button button-${confirm.style ?? "primary"}`, onclick: () => finish(true),
    }, confirm.confirm.text);
    const no = h("button", { type: "button", class: "button", onclick: () => finish(false) }, confirm.deny.text);
    const dialog = h("dialog", {
      class: "confirm", "aria-labelledby": titleId,
      oncancel: (event) => {
        event.preventDefault();
        finish(false);
      },
    }, h("h2", { id: titleId }, confirm.title.text), h("p", {}, confirm.text.text), h("footer", {}, no, yes));
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();
  });
}
