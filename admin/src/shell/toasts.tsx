import { useToasts } from "./toast.ts";

export function Toasts() {
  const toasts = useToasts();
  return (
    <div role="status" className="toasts">
      {toasts.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
