import { closeSync, constants, fstatSync, openSync, readSync, watch } from "node:fs";
import { type EventInput, LIMITS, parseStepEvent } from "@codex-toolloop/protocol";

/** How many unusable lines of one command are told one by one. */
const WARNINGS = 3;
/** Where the file system sends no changes, the file is looked at this often (milliseconds). */
const LOOK_EVERY = 250;
const CHUNK = 64 * 1024;

/** The tail of one command's `TOOLLOOP_STEP_EVENTS` file. */
export interface StepEvents {
  /** Reads what is left, also a last line without a newline, and stops. */
  finish(): void;
}

/**
 * Follows the file that a command appends events to, one JSON object a line, and passes them on under the step's id.
 * An unusable line becomes a warning: the first few one by one, the others counted at the end.
 * @param path the file; made here, empty, and read through this one descriptor, so that a link put in its place later
 * is never followed. @param emit where events go; what it throws (a full disk) ends the following and goes to `onError`.
 */
export function followStepEvents(
  path: string,
  stepId: string,
  emit: (event: EventInput) => void,
  onError: (error: unknown) => void,
): StepEvents {
  const fd = openSync(path, constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  const buffer = Buffer.alloc(CHUNK);
  let rest = Buffer.alloc(0);
  let overlong = false;
  let offset = 0;
  let lineNumber = 0;
  let bad = 0;
  let done = false;

  const complain = (reason: string) => {
    bad++;
    if (bad > WARNINGS) return;
    const message = `TOOLLOOP_STEP_EVENTS line ${lineNumber} ${reason}`;
    emit({ type: "notice", level: "warning", code: "step_event_invalid", message, stepId });
  };
  const take = (line: Buffer) => {
    lineNumber++;
    if (overlong) complain(`is longer than ${LIMITS.recordBytes} bytes`);
    else if (line.length > 0 && line.toString("utf8").trim() !== "") {
      const parsed = parseStepEvent(line.toString("utf8"));
      // A command speaks for its own step only.
      if (parsed.ok) emit({ ...parsed.event, stepId });
      else complain(parsed.reason);
    }
    overlong = false;
  };
  const read = () => {
    for (;;) {
      const length = readSync(fd, buffer, 0, CHUNK, offset);
      if (length === 0) return;
      offset += length;
      let start = 0;
      for (let end = buffer.indexOf(10); end !== -1 && end < length; end = buffer.indexOf(10, start)) {
        take(Buffer.concat([rest, buffer.subarray(start, end)]));
        rest = Buffer.alloc(0);
        start = end + 1;
      }
      rest = Buffer.concat([rest, buffer.subarray(start, length)]);
      if (rest.length > LIMITS.recordBytes) {
        overlong = true;
        rest = Buffer.alloc(0);
      }
    }
  };
  const stop = () => {
    if (done) return;
    done = true;
    clearInterval(timer);
    watcher?.close();
    closeSync(fd);
  };
  const look = () => {
    if (done) return;
    try {
      if (fstatSync(fd).size > offset) read();
    } catch (error) {
      stop();
      onError(error);
    }
  };
  const watcher = watchOrNot(path, look);
  const timer = setInterval(look, LOOK_EVERY).unref();

  return {
    finish() {
      look();
      if (done) return;
      try {
        if (rest.length > 0 || overlong) take(rest);
        if (bad > WARNINGS) {
          const message = `TOOLLOOP_STEP_EVENTS: ${bad - WARNINGS} more lines could not be used`;
          emit({ type: "notice", level: "warning", code: "step_event_invalid", message, stepId });
        }
      } catch (error) {
        onError(error);
      } finally {
        stop();
      }
    },
  };
}

/** Some file systems cannot be watched, and the number of watches is limited: the timer then does it alone. */
function watchOrNot(path: string, look: () => void): { close(): void } | undefined {
  try {
    return watch(path, { persistent: false }, look).on("error", () => {});
  } catch {
    return undefined;
  }
}
