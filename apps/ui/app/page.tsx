export default function Page() {
  return <main>Codex ToolLoop</main>;
}
