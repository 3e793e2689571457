import { Dialog } from "../parts/dialog.tsx";

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ["/", "Search"],
  ["n", "New"],
  ["r", "Refresh"],
  ["↑ ↓", "From row to row"],
  ["Enter", "Open the row"],
  ["x", "Select the row"],
  ["Esc", "Leave the search or close a dialog"],
  ["?", "This help"],
];

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys of this page" onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
