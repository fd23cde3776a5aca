import { api } from "./base/api.js";

const patience = 25;

const rest = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

/**
 * Follows the sandbox's events for as long as the page lives. `onStart` is called first, and again whenever events may
 * have been missed; `onEvents` gets the events in order, as they come; `onLink(up)` learns when the connection breaks and returns.
 */
export async function follow({ onStart, onEvents, onLink }) {
  let last;
  for (let failures = 0; ; ) {
    try {
      last ??= await begin(onStart);
      onLink(true);
      const batch = await api.events(last, patience);
      failures = 0;
      if (batch.events.length) await onEvents(batch.events);
      last = batch.last < last ? undefined : batch.last;
    } catch {
      last = undefined;
      failures += 1;
      onLink(false);
      await rest(Math.min(250 * 2 ** failures, 5000));
    }
  }
}

/** The number is taken before the state is read, so that nothing falls between the two. */
async function begin(onStart) {
  const { last } = await api.events(-1, 0);
  await onStart();
  return last;
}
