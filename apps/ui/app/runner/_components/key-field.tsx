import { describedBy, FIELD_CLASS, Field } from "../../../components/field.tsx";

/** A word that makes two requests one. */
export function KeyField({ value = "", error }: { value?: string | undefined; error: string | undefined }) {
  return (
    <details open={value !== "" || error !== undefined} className="rounded-md border border-line px-3 py-1.5">
      <summary className="text-muted hover:text-fg">Idempotency key (optional)</summary>
      <div className="mt-2">
        <Field
          id="idempotency_key"
          label="Idempotency key"
          help="The same request with the same key within five minutes gives the same job."
          error={error}
        >
          <input
            name="idempotency_key"
            {...describedBy("idempotency_key", true, error)}
            defaultValue={value}
            autoComplete="off"
            spellCheck={false}
            className={`${FIELD_CLASS} font-mono`}
          />
        </Field>
      </div>
    </details>
  );
}
