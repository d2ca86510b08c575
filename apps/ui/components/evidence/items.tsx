import type { ReactNode } from "react";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { InlineCode } from "../inline-code.tsx";

/** Shown at once, and behind a click; what is beyond is in the JSON. */
const FIRST = 12;
const MOST = 200;
const TEXT = 1200;
const LONG_TEXT = 20_000;

/** A part of an output with its name; nothing where it has nothing to show. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h4 className="mb-0.5 text-[12px] font-medium text-muted">{title}</h4>
      {children}
    </section>
  );
}

/** A list, the first of it open. @param none what is said where it is empty */
export function Items<T>({
  items,
  none = "none",
  children,
}: {
  items: readonly T[];
  none?: string;
  children(item: T): ReactNode;
}) {
  if (items.length === 0) return <p className="text-muted">{none}</p>;
  const list = (part: readonly T[]) => (
    <ul className="list-disc space-y-0.5 pl-5 marker:text-muted">
      {part.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity beyond their place.
        <li key={i} className="[overflow-wrap:anywhere]">
          {children(item)}
        </li>
      ))}
    </ul>
  );
  const rest = items.slice(FIRST, MOST);
  return (
    <>
      {list(items.slice(0, FIRST))}
      {rest.length > 0 ? (
        <details>
          <summary className="text-[12px] text-muted">{items.length - FIRST} more</summary>
          {list(rest)}
          {items.length > MOST ? <p className="text-muted">{items.length - MOST} more are in the JSON.</p> : null}
        </details>
      ) : null}
    </>
  );
}

/** A sentence that an agent wrote: what it put in backticks is code, nothing else is markup. */
function Sentence({ text }: { text: string }) {
  return <InlineCode text={visibleText(text)} />;
}

/** The same as an item of a list. */
export const sentence = (text: string) => <Sentence text={text} />;

/** What somebody wrote, as they wrote it; a long text is cut. */
export function LongText({ text }: { text: string }) {
  const look = "max-w-[90ch] whitespace-pre-wrap [overflow-wrap:anywhere]";
  if (text.length <= TEXT)
    return (
      <p className={look}>
        <Sentence text={text} />
      </p>
    );
  return (
    <>
      <p className={look}>{visibleText(text.slice(0, TEXT))} …</p>
      <details>
        <summary className="text-[12px] text-muted">the rest of {text.length.toLocaleString("en")} characters</summary>
        <p className={look}>{visibleText(text.slice(TEXT, LONG_TEXT))}</p>
        {text.length > LONG_TEXT ? <p className="text-muted">Cut here: all of it is in the JSON.</p> : null}
      </details>
    </>
  );
}
