// What elements need to know of the view or message they stand in.
import { post } from "./api.js";

/**
 * Build the context of one view or message. `source` is `{view_id}` or `{channel, ts}`, `inputs` what it
 * holds according to Slack; what is typed here goes before that until the source is shown anew.
 */
export function surface(shared, source, inputs) {
  const drafts = {};
  const timers = new Map();
  return {
    ...shared,
    get state() {
      return shared.state;
    },
    drafts,
    inputs,
    value(at) {
      const [block, action] = [at.block.block_id, at.element.action_id];
      return drafts[block] && action in drafts[block] ? drafts[block][action] : this.inputs[block]?.[action];
    },
    keep(at, value) {
      (drafts[at.block.block_id] ??= {})[at.element.action_id] = value;
    },
    /** Do something once, a little later; the same element's next turn replaces this one. */
    soon(at, what, milliseconds) {
      const key = `${at.block.block_id} ${at.element.action_id}`;
      clearTimeout(timers.get(key));
      timers.set(key, setTimeout(what, milliseconds));
    },
    /** What was to be done soon is overtaken by a submission, which carries everything typed. */
    hush() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
    async act(at, value) {
      const { error, failure } = await post("act", {
        ...source, block_id: at.block.block_id, action_id: at.element.action_id, value, inputs: drafts,
      });
      return error ?? failure;
    },
    suggest: (at, typed) =>
      post("suggest", { ...source, block_id: at.block.block_id, action_id: at.element.action_id, typed }),
    failure: shared.failure,
  };
}

/** Forget what was typed into elements that are no longer there. */
export function prune(context, inputs) {
  context.inputs = inputs;
  for (const [block, actions] of Object.entries(context.drafts)) {
    for (const action of Object.keys(actions)) {
      if (!(action in (inputs[block] ?? {}))) delete actions[action];
    }
  }
}
