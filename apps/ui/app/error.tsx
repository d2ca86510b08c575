"use client";

import { Button } from "../components/button.tsx";
import { Callout } from "../components/callout.tsx";

/** A page that could not be made: the frame stays, and the way on is said. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="mx-auto max-w-2xl pt-[8dvh]">
      <h1 className="mb-3 text-lg font-semibold">This page could not be shown</h1>
      <Callout level="error" role="alert" title={error.digest ? `Error ${error.digest}` : "Something went wrong"}>
        <p>
          Runs are not affected: they go on by themselves. The dashboard's own log names the cause
          {error.digest ? " under this number" : ""}.
        </p>
      </Callout>
      <Button variant="primary" className="mt-4" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
