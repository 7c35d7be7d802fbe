// Questions to the server. Numbers on this page are the server's: nothing is computed here but where to draw.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

const page = crypto.randomUUID();
let turn = 0;

/** What the server would not answer, in its own sentence. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

async function send(path: string, question: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(`/api/${path}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      // A question that its asker may take back is put out by the next; of others each is awaited.
      ...(signal === undefined ? {} : { 'X-Thalweg-Page': page, 'X-Thalweg-Turn': String(++turn) }),
    },
    body: JSON.stringify(question),
    signal: signal ?? null,
  });
  if (!response.ok) {
    throw new Refused(response.status, await response.text());
  }
  return response;
}

/** Asks, and returns the answer's record. */
export async function ask<A>(path: string, question: unknown, signal?: AbortSignal): Promise<A> {
  return (await send(path, question, signal)).json() as Promise<A>;
}

export interface Frame<H> {
  head: H;
  numbers: Float32Array;
}

/** Asks for many numbers: a record, and the numbers behind it. */
export async function askFrame<H>(path: string, question: unknown, signal?: AbortSignal): Promise<Frame<H>> {
  const bytes = await (await send(path, question, signal)).arrayBuffer();
  const length = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as H;
  return { head, numbers: new Float32Array(bytes, 4 + length) };
}

// After so long a question is given up for the next.
const PATIENCE = 120;

/**
 * Returns a function that asks one question at a time. Of those that come meanwhile only the newest is asked, and answers to
 * older ones are dropped, so a drag is as fast as the answers are.
 */
export function newest<Q, A>(
  get: (question: Q, signal: AbortSignal) => Promise<A>,
  use: (answer: A, question: Q) => void,
  refuse: (refused: Error) => void,
): (question: Q) => void {
  let running: { controller: AbortController; since: number } | undefined;
  let waiting: { question: Q } | undefined;
  let impatient: ReturnType<typeof setTimeout> | undefined;
  const start = (question: Q) => {
    const mine = { controller: new AbortController(), since: performance.now() };
    running = mine;
    get(question, mine.controller.signal)
      .then((answer) => {
        if (running === mine) {
          use(answer, question);
        }
      })
      .catch((failed: unknown) => {
        if (running === mine && !mine.controller.signal.aborted) {
          refuse(failed instanceof Error ? failed : new Error(String(failed)));
        }
      })
      .finally(() => {
        if (running === mine) {
          running = undefined;
          next();
        }
      });
  };
  const next = () => {
    clearTimeout(impatient);
    if (waiting !== undefined) {
      const { question } = waiting;
      waiting = undefined;
      start(question);
    }
  };
  return (question) => {
    if (running === undefined) {
      start(question);
      return;
    }
    waiting = { question };
    clearTimeout(impatient);
    impatient = setTimeout(
      () => {
        running?.controller.abort();
        next();
      },
      Math.max(0, PATIENCE - (performance.now() - running.since)),
    );
  };
}

export interface Answer<A> {
  /** The newest answer; while a question is refused, that of the last that was not. */
  value?: A;
  /** Why the newest question was refused. */
  refused?: string;
}

/** Asks whenever the question changes; an undefined question is not asked. */
export function useAnswer<A>(path: string, question: unknown): Answer<A> {
  return useAnswerOf((q: unknown, signal) => ask<A>(path, q, signal), question);
}

/** Asks for a frame whenever the question changes. */
export function useFrame<H>(path: string, question: unknown): Answer<Frame<H>> {
  return useAnswerOf((q: unknown, signal) => askFrame<H>(path, q, signal), question);
}

function useAnswerOf<Q, A>(get: (question: Q, signal: AbortSignal) => Promise<A>, question: Q | undefined): Answer<A> {
  const [answer, setAnswer] = useState<Answer<A>>({});
  const asker = useRef<(question: Q) => void>(undefined);
  asker.current ??= newest(
    get,
    (value) => setAnswer({ value }),
    (refused) => setAnswer((before) => ({ ...before, refused: refused.message })),
  );
  const text = question === undefined ? undefined : JSON.stringify(question);
  // Before the frame is drawn: after it a drag would lag by one.
  useLayoutEffect(() => {
    if (question !== undefined) {
      asker.current?.(question);
    }
  }, [text]);
  return answer;
}
