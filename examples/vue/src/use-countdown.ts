import { computed, onScopeDispose, type Ref, ref } from "vue";

export interface Countdown {
  /** Whole seconds left; 0 once it has run out, null when none was started. */
  readonly secondsLeft: Readonly<Ref<number | null>>;
  readonly isRunning: Readonly<Ref<boolean>>;
  /** Starts to count from so many seconds; null clears it. */
  start(seconds: number | null): void;
}

/** Counts down by the clock, not by ticks: timers of a background tab run late or not at all. */
export function useCountdown(): Countdown {
  const secondsLeft = ref<number | null>(null);
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => clearInterval(timer);

  function start(seconds: number | null): void {
    stop();
    secondsLeft.value = seconds;
    if (seconds === null) return;
    const deadline = Date.now() + seconds * 1000;
    timer = setInterval(() => {
      secondsLeft.value = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
      if (secondsLeft.value === 0) stop();
    }, 250);
  }

  onScopeDispose(stop);
  return { secondsLeft, isRunning: computed(() => (secondsLeft.value ?? 0) > 0), start };
}
