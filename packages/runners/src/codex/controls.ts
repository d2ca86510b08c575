import type { TurnControl } from "../contract.ts";

/** What people say to a turn: kept until the turn can hear it. */
export interface Controls {
  say(control: TurnControl): void;
  /** From now on `take` hears everything, first what was said before. */
  open(take: (control: TurnControl) => void): void;
  /** The turn is over: `late` hears what nobody has heard, and what is still said. */
  close(late: (control: TurnControl) => void): void;
}

/** Makes the controls of one turn. */
export function createControls(): Controls {
  let unheard: TurnControl[] = [];
  let listener: ((control: TurnControl) => void) | undefined;
  function listenWith(take: (control: TurnControl) => void): void {
    listener = take;
    const before = unheard;
    unheard = [];
    for (const control of before) take(control);
  }
  return {
    say(control) {
      if (listener) listener(control);
      else unheard.push(control);
    },
    open: listenWith,
    close: listenWith,
  };
}
