import { useEffect, useRef, useState } from "react";

interface Countdown {
  /** Whole seconds left; 0 once it has run out, null when none was started. */
  secondsLeft: number | null;
  /** Starts to count from so many seconds; null clears it. */
  start: (seconds: number | null) => void;
}

/** Counts down by the clock, not by ticks: timers of a background tab run late or not at all. */
export function useCountdown(): Countdown {
  const deadline = useRef(0);
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const running = secondsLeft !== null && secondsLeft > 0;

  useEffect(() => {
    if (!running) return;
    const tick = () => setSecondsLeft(Math.max(0, Math.ceil((deadline.current - Date.now()) / 1000)));
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [running]);

  const start = (seconds: number | null) => {
    deadline.current = Date.now() + (seconds ?? 0) * 1000;
    setSecondsLeft(seconds);
  };
  return { secondsLeft, start };
}
