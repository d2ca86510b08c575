import type { ReactNode } from "react";

/** A part of About: a heading over names and what is known. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1.5 font-semibold">{title}</h2>
      <dl className="grid grid-cols-[7.5rem_1fr] gap-x-4 gap-y-1">{children}</dl>
    </section>
  );
}

export function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono text-[12.5px]">{children}</span>;
}
