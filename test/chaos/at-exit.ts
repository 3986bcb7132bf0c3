const cleanups = new Set<() => void>();

process.on('exit', () => {
  for (const cleanUp of cleanups) {
    try {
      cleanUp();
    } catch {
      // It no longer exists.
    }
  }
});

/**
 * Registers a cleanup that also runs if the run is interrupted. Returns a function that marks it as
 * done.
 */
export function atExit(cleanUp: () => void): () => void {
  cleanups.add(cleanUp);
  return () => void cleanups.delete(cleanUp);
}
