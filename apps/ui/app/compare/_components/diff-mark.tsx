/** Whether two things are the same, as a word. */
export function DiffMark({ same }: { same: boolean }) {
  return same ? (
    <span className="text-[12px] text-muted">same</span>
  ) : (
    <span className="rounded border border-warn-line bg-warn-bg px-1.5 text-[12px] whitespace-nowrap text-warn-fg">
      differs
    </span>
  );
}
