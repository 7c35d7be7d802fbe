// Questions that are asked again and again while somebody looks.
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../ask';

/** Asks now and, if `again` is above 0, so many milliseconds after each answer; not while the page is hidden. */
export function usePolled<Q, A>(get: (question: Q) => Promise<A>, question: Q | undefined, again: number): Answer<A> {
  const [answer, setAnswer] = useState<Answer<A>>({});
  const text = question === undefined ? undefined : JSON.stringify(question);
  useEffect(() => {
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = () => {
      if (wanted && again > 0) {
        timer = setTimeout(go, again);
      }
    };
    const go = () => {
      if (question === undefined) {
        return;
      }
      if (document.hidden) {
        next();
        return;
      }
      get(question)
        .then((value) => wanted && setAnswer({ value }))
        .catch((failed: Error) => wanted && setAnswer((before) => ({ ...before, refused: failed.message })))
        .finally(next);
    };
    go();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text, again]);
  return answer;
}
