/** `+12 −3`, with the words for who does not see colours. */
export function FileCounts({ added, deleted }: { added: number; deleted: number }) {
  return (
    <span className="font-mono text-[11.5px] whitespace-nowrap">
      <span className="text-success">
        +{added}
        <span className="sr-only"> lines added</span>
      </span>{" "}
      <span className="text-failed">
        −{deleted}
        <span className="sr-only"> lines deleted</span>
      </span>
    </span>
  );
}
