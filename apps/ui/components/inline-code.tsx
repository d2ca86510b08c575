import { Fragment } from "react";

/** A sentence in which `…` is code. Nothing else is markup. */
export function InlineCode({ text }: { text: string }) {
  return text.split(/(`[^`\n]+`)/).map((part, i) => {
    const code = /^`(.+)`$/.exec(part)?.[1];
    return code === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity beyond their place.
      <Fragment key={i}>{part}</Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <code key={i} className="rounded bg-raised px-1 font-mono text-[0.92em]">
        {code}
      </code>
    );
  });
}
