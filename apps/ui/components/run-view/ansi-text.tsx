import { memo } from "react";
import { ansiSpans } from "../../lib/run-view/ansi-spans.ts";
import "./ansi.css";

/** Terminal output with its colours as classes and colours; never HTML. */
export const AnsiText = memo(function AnsiText({ text, maxSpans }: { text: string; maxSpans?: number }) {
  return ansiSpans(text, maxSpans).map((span, i) =>
    span.className === "" && !span.style ? (
      span.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity beyond their place.
      <span key={i} className={span.className} style={span.style}>
        {span.text}
      </span>
    ),
  );
});
