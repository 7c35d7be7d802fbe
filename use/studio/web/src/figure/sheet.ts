// What everything drawn on a canvas needs: how wide it is, when colours change, and a clean sheet.
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** Returns how many CSS pixels wide the box is, now and whenever that changes; 0 before it is laid out. */
export function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor(box.current?.clientWidth ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** Returns a number that is another whenever the page has put on other colours. */
export function useDress(): number {
  const [dress, setDress] = useState(0);
  useEffect(() => {
    const again = () => setDress((n) => n + 1);
    addEventListener('thalweg-theme', again);
    return () => removeEventListener('thalweg-theme', again);
  }, []);
  return dress;
}

/** Returns a clean sheet to be drawn on in CSS pixels, at most two of the screen's to one of them. */
export function sheet(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const dense = Math.min(devicePixelRatio || 1, 2);
  if (canvas.width !== Math.round(width * dense) || canvas.height !== Math.round(height * dense)) {
    canvas.width = Math.round(width * dense);
    canvas.height = Math.round(height * dense);
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
