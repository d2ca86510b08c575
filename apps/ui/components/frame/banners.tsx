"use client";

import { Callout } from "../callout.tsx";
import { useFacts } from "./facts.tsx";

/** What a person must know before trusting or changing anything: read-only, and settings that could not be read. */
export function Banners() {
  const { readOnly, holder, why, settingErrors } = useFacts();
  if (!readOnly && settingErrors.length === 0) return null;
  return (
    <div className="space-y-2 px-3 pt-3 md:px-5">
      {readOnly ? (
        <Callout level="warning" role="status" title="Read-only: runs can be watched here, not started or stopped.">
          {holder ? (
            <p>
              Another dashboard supervises this store: <Holder holder={holder} />. This one takes over by itself when
              that one ends.
            </p>
          ) : (
            <p>{sentence(why ?? "the settings or the disk do not allow it")} See Doctor for what to do.</p>
          )}
        </Callout>
      ) : null}
      {settingErrors.length > 0 ? (
        <Callout level="warning" title="Some settings could not be used; the next source in the order is in force.">
          <ul className="list-disc pl-4 font-mono text-xs">
            {settingErrors.map((e) => (
              <li key={e} className="break-words">
                {e}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
    </div>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, ".")}`;
}

function Holder({ holder }: { holder: string }) {
  const address = /https?:\/\/\S+[^\s.,)]/.exec(holder)?.[0];
  if (!address) return <span className="font-mono text-xs">{holder}</span>;
  const [before, after] = [
    holder.slice(0, holder.indexOf(address)),
    holder.slice(holder.indexOf(address) + address.length),
  ];
  return (
    <span className="font-mono text-xs">
      {before}
      <a className="underline" href={address}>
        {address}
      </a>
      {after}
    </span>
  );
}
