/* Peer of assembly/linalg/ldlt.ts: an up-looking L D L' on the same pattern, in plain C.
 *
 * Reads little-endian i32 n, pairs, fill, rounds, then i32 columnStart[n+1], columnRows[fill], rowStart[n+1],
 * rowColumns[fill], pairStart[n+1], pairColumns[pairs], then f64 diagonal[n], pairValues[pairs] (elimination order).
 * Prints the least and the median time of a numeric factorisation and of a solve in ms, and the sum of 1/D.
 * Build: gcc -O3 -march=native -ffp-contract=off peer-ldlt.c -o peer-ldlt
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void *take(FILE *f, size_t bytes) {
  void *p = malloc(bytes ? bytes : 8);
  if (!p || fread(p, 1, bytes, f) != bytes) {
    fprintf(stderr, "peer-ldlt: input ends early\n");
    exit(2);
  }
  return p;
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* L by columns in lower[fill]; inverse[n] = 1/D; work[n] zero before and after; filled[n] scratch */
static int factor(int32_t n, const int32_t *columnStart, const int32_t *columnRows, const int32_t *rowStart,
                  const int32_t *rowColumns, const int32_t *pairStart, const int32_t *pairColumns,
                  const double *diagonal, const double *pairValues, double *restrict lower, double *restrict inverse,
                  double *restrict work, int32_t *restrict filled) {
  for (int32_t j = 0; j < n; j++) filled[j] = columnStart[j];
  for (int32_t k = 0; k < n; k++) {
    for (int32_t p = pairStart[k]; p < pairStart[k + 1]; p++) work[pairColumns[p]] = pairValues[p];
    double pivot = diagonal[k];
    for (int32_t e = rowStart[k]; e < rowStart[k + 1]; e++) {
      const int32_t j = rowColumns[e];
      const double y = work[j];
      work[j] = 0.0;
      const int32_t end = filled[j];
      for (int32_t p = columnStart[j]; p < end; p++) work[columnRows[p]] -= lower[p] * y;
      const double l = y * inverse[j];
      pivot -= l * y;
      lower[end] = l;
      filled[j] = end + 1;
    }
    if (!(pivot > 1e-14 * diagonal[k])) return k + 1;
    inverse[k] = 1.0 / pivot;
  }
  return 0;
}

static void solve(int32_t n, const int32_t *columnStart, const int32_t *columnRows, const double *lower,
                  const double *inverse, double *restrict x) {
  for (int32_t j = 0; j < n; j++) {
    const double y = x[j];
    for (int32_t p = columnStart[j]; p < columnStart[j + 1]; p++) x[columnRows[p]] -= lower[p] * y;
  }
  for (int32_t j = n - 1; j >= 0; j--) {
    double s = x[j] * inverse[j];
    for (int32_t p = columnStart[j]; p < columnStart[j + 1]; p++) s -= lower[p] * x[columnRows[p]];
    x[j] = s;
  }
}

int main(int argc, char **argv) {
  FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!f) {
    fprintf(stderr, "usage: peer-ldlt FILE\n");
    return 2;
  }
  int32_t *head = take(f, 16);
  const int32_t n = head[0], pairs = head[1], fill = head[2], rounds = head[3];
  int32_t *columnStart = take(f, 4 * ((size_t)n + 1)), *columnRows = take(f, 4 * (size_t)fill);
  int32_t *rowStart = take(f, 4 * ((size_t)n + 1)), *rowColumns = take(f, 4 * (size_t)fill);
  int32_t *pairStart = take(f, 4 * ((size_t)n + 1)), *pairColumns = take(f, 4 * (size_t)pairs);
  double *diagonal = take(f, 8 * (size_t)n), *pairValues = take(f, 8 * (size_t)pairs);
  fclose(f);
  double *lower = calloc((size_t)fill + 1, 8), *inverse = calloc((size_t)n, 8), *work = calloc((size_t)n, 8);
  double *x = malloc(8 * (size_t)n), *times = malloc(16 * (size_t)rounds), *solves = times + rounds;
  int32_t *filled = malloc(4 * (size_t)n);
  for (int32_t r = -2; r < rounds; r++) {
    double t = now_ms();
    if (factor(n, columnStart, columnRows, rowStart, rowColumns, pairStart, pairColumns, diagonal, pairValues, lower,
               inverse, work, filled)) {
      fprintf(stderr, "peer-ldlt: singular\n");
      return 1;
    }
    double u = now_ms();
    for (int32_t i = 0; i < n; i++) x[i] = 1.0;
    solve(n, columnStart, columnRows, lower, inverse, x);
    if (r >= 0) {
      times[r] = u - t;
      solves[r] = now_ms() - u;
    }
  }
  qsort(times, (size_t)rounds, 8, ascending);
  qsort(solves, (size_t)rounds, 8, ascending);
  double sum = 0.0;
  for (int32_t i = 0; i < n; i++) sum += inverse[i];
  printf("%.6f %.6f %.6f %.6f %.17g\n", times[0], times[rounds / 2], solves[0], solves[rounds / 2], sum);
  return 0;
}
