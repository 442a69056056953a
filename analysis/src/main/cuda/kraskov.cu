// Kraskov's estimators of I(X;Y|Z) by looking at every pair of rows, for many orders of the rows of x with y and z
// unchanged (surrogates). Maximum norm, float64 throughout. make-ptx.sh translates it, run it after every change.
//
// A thread owns one row and ORDERS orders, so that the distances in y and z, which are the same in every order, are
// computed once for all of them. A block's rows pass over tiles of rows in shared memory: first for the k nearest
// in x, y and z, then to count those within that distance in (x,z), (y,z) and z.
// Sums per block are written in a fixed place and added by the caller in a fixed order: equal input, equal output.

#define ROWS 128 /* rows of a block, and of a tile */
#define ORDERS 4

struct Kraskov {
  int rows;
  int firstRow; // of this launch
  int orders;   // in this launch
  int dimX;
  int dimY;
  int dimZ;
  int k;
  int theiler;
};

__device__ static double absolute(double v) { return v < 0 ? -v : v; }

// Largest distance over columns [from, to); own and other are [column * ROWS].
__device__ static double farthest(const double* own, const double* tile, int from, int to, int mine, int other) {
  double far = 0;
#pragma unroll 1
  for (int c = from; c < to; c++) {
    double gap = absolute(own[c * ROWS + mine] - tile[c * ROWS + other]);
    far = gap > far ? gap : far;
  }
  return far;
}

// The same, of which the own value of the first column is at hand.
__device__ static double farthestX(const double* own, const double* tile, double first, int from, int to, int mine,
                                   int other) {
  double far = absolute(first - tile[from * ROWS + other]);
  if (from + 1 < to) {
    double rest = farthest(own, tile, from + 1, to, mine, other);
    far = rest > far ? rest : far;
  }
  return far;
}

// Rows [base, base + ROWS) of y and z into columns [0, dimY + dimZ), of x in each order behind them.
__device__ static void load(const Kraskov& p, const double* x, const double* yz, const int* order, int firstOrder,
                            int base, double* into) {
  int lane = threadIdx.x;
  int row = base + lane;
  if (row >= p.rows) {
    return;
  }
  int fixed = p.dimY + p.dimZ;
#pragma unroll 1
  for (int c = 0; c < fixed; c++) {
    into[c * ROWS + lane] = yz[(long long)c * p.rows + row];
  }
  for (int s = 0; s < ORDERS && firstOrder + s < p.orders; s++) {
    int from = order[(long long)(firstOrder + s) * p.rows + row];
#pragma unroll 1
    for (int c = 0; c < p.dimX; c++) {
      into[(fixed + s * p.dimX + c) * ROWS + lane] = x[(long long)c * p.rows + from];
    }
  }
}

// The k nearest so far of one order, nearest first; of equal ones the earlier row.
template <int MOST>
struct Nearest {
  double distance[MOST];
  int row[MOST];
};

template <int MOST>
__device__ static void insert(Nearest<MOST>& list, int k, double distance, int row) {
  int at = k - 1;
  while (at > 0 && list.distance[at - 1] > distance) {
    list.distance[at] = list.distance[at - 1];
    list.row[at] = list.row[at - 1];
    at--;
  }
  list.distance[at] = distance;
  list.row[at] = row;
}

// One value of psi for each row and order, added up by blocks: partial[order][block of all rows].
template <int MOST, int ALGORITHM>
__device__ static void kraskov(const Kraskov& p, const double* x, const double* yz, const int* order,
                               const double* psi, double* partial, double* shared) {
  int columns = p.dimY + p.dimZ + ORDERS * p.dimX;
  double* own = shared;
  double* tile = shared + columns * ROWS;
  int lane = threadIdx.x;
  int blockFirst = p.firstRow + blockIdx.x * ROWS;
  int row = blockFirst + lane;
  int firstOrder = blockIdx.y * ORDERS;
  int orders = p.orders - firstOrder < ORDERS ? p.orders - firstOrder : ORDERS;
  int fixed = p.dimY + p.dimZ;
  bool mine = row < p.rows;

  load(p, x, yz, order, firstOrder, blockFirst, own);
  double ownX[ORDERS]; // first column of x: mostly the only one, so it stays in registers
  for (int s = 0; s < ORDERS; s++) {
    ownX[s] = own[(fixed + s * p.dimX) * ROWS + lane];
  }
  Nearest<MOST> near[ORDERS];
  double worst[ORDERS];
  for (int s = 0; s < ORDERS; s++) {
    worst[s] = 1.0e308 * 10; // infinite
    for (int n = 0; n < p.k; n++) {
      near[s].distance[n] = worst[s];
      near[s].row[n] = row;
    }
  }
  for (int base = 0; base < p.rows; base += ROWS) {
    __syncthreads();
    load(p, x, yz, order, firstOrder, base, tile);
    __syncthreads();
    int count = p.rows - base < ROWS ? p.rows - base : ROWS;
#pragma unroll 1
    for (int j = 0; mine && j < count; j++) {
      int apart = base + j - row;
      if ((apart < 0 ? -apart : apart) <= p.theiler) {
        continue;
      }
      double farYz = farthest(own, tile, 0, fixed, lane, j);
      for (int s = 0; s < ORDERS; s++) {
        if (s < orders && farYz < worst[s]) {
          int from = fixed + s * p.dimX;
          double farX = farthestX(own, tile, ownX[s], from, from + p.dimX, lane, j);
          if (farX < worst[s]) {
            insert<MOST>(near[s], p.k, farX > farYz ? farX : farYz, base + j);
            worst[s] = near[s].distance[p.k - 1];
          }
        }
      }
    }
  }

  // Radius in x, y and z: of algorithm 1 the distance of the k-th neighbour, of algorithm 2 what encloses all k.
  double radiusX[ORDERS], radiusY[ORDERS], radiusZ[ORDERS];
  for (int s = 0; s < ORDERS; s++) {
    radiusX[s] = radiusY[s] = radiusZ[s] = worst[s];
    if (ALGORITHM == 2 && mine && s < orders) {
      radiusX[s] = radiusY[s] = radiusZ[s] = 0;
      const int* rowsOf = order + (long long)(firstOrder + s) * p.rows;
#pragma unroll 1
      for (int n = 0; n < p.k; n++) {
        int other = near[s].row[n];
#pragma unroll 1
        for (int c = 0; c < p.dimX; c++) {
          double gap = absolute(own[(fixed + s * p.dimX + c) * ROWS + lane] - x[(long long)c * p.rows + rowsOf[other]]);
          radiusX[s] = gap > radiusX[s] ? gap : radiusX[s];
        }
#pragma unroll 1
        for (int c = 0; c < fixed; c++) {
          double gap = absolute(own[c * ROWS + lane] - yz[(long long)c * p.rows + other]);
          if (c < p.dimY) {
            radiusY[s] = gap > radiusY[s] ? gap : radiusY[s];
          } else {
            radiusZ[s] = gap > radiusZ[s] ? gap : radiusZ[s];
          }
        }
      }
    }
  }

  int inXz[ORDERS], inYz[ORDERS], inZ[ORDERS];
  for (int s = 0; s < ORDERS; s++) {
    inXz[s] = inYz[s] = inZ[s] = 0;
  }
  for (int base = 0; base < p.rows; base += ROWS) {
    __syncthreads();
    load(p, x, yz, order, firstOrder, base, tile);
    __syncthreads();
    int count = p.rows - base < ROWS ? p.rows - base : ROWS;
#pragma unroll 1
    for (int j = 0; mine && j < count; j++) {
      int apart = base + j - row;
      if ((apart < 0 ? -apart : apart) <= p.theiler) {
        continue;
      }
      double farY = farthest(own, tile, 0, p.dimY, lane, j);
      double farZ = farthest(own, tile, p.dimY, fixed, lane, j);
      for (int s = 0; s < ORDERS; s++) {
        if (s < orders) {
          // Without z every row is near in z, whatever the radius.
          bool nearZ = p.dimZ == 0 || (ALGORITHM == 1 ? farZ < radiusZ[s] : farZ <= radiusZ[s]);
          if (nearZ) {
            int from = fixed + s * p.dimX;
            double farX = farthestX(own, tile, ownX[s], from, from + p.dimX, lane, j);
            inZ[s]++;
            inYz[s] += ALGORITHM == 1 ? farY < radiusY[s] : farY <= radiusY[s];
            inXz[s] += ALGORITHM == 1 ? farX < radiusX[s] : farX <= radiusX[s];
          }
        }
      }
    }
  }

  double* sums = tile; // one column of it
  int allBlocks = (p.rows + ROWS - 1) / ROWS;
  for (int s = 0; s < ORDERS; s++) {
    __syncthreads();
    double local = 0;
    if (mine && s < orders) {
      // psi[m] of m = 1 ...; the constants psi(k) and, of algorithm 2, -1/k are added by the caller.
      if (ALGORITHM == 1) {
        local = (p.dimZ == 0 ? psi[p.rows] : psi[inZ[s] + 1]) - psi[inXz[s] + 1] - psi[inYz[s] + 1];
      } else if (p.dimZ == 0) {
        local = psi[p.rows] - psi[inXz[s]] - psi[inYz[s]];
      } else {
        local = psi[inZ[s]] - psi[inXz[s]] + 1.0 / inXz[s] - psi[inYz[s]] + 1.0 / inYz[s];
      }
    }
    sums[lane] = local;
    for (int half = ROWS / 2; half > 0; half /= 2) {
      __syncthreads();
      if (lane < half) {
        sums[lane] += sums[lane + half];
      }
    }
    if (lane == 0 && s < orders) {
      partial[(long long)(firstOrder + s) * allBlocks + blockFirst / ROWS] = sums[0];
    }
  }
}

// Parameters one by one: the launching side passes them as they are. Shared memory:
// 2 * (dimY + dimZ + ORDERS * dimX) * ROWS doubles. Grid: blocks of rows from firstRow on, (orders + ORDERS - 1) / ORDERS.
#define KERNEL(name, most, algorithm)                                                                             \
  extern "C" __global__ void name(int rows, int firstRow, int orders, int dimX, int dimY, int dimZ, int k,        \
                                  int theiler, const double* x, const double* yz, const int* order,               \
                                  const double* psi, double* partial) {                                           \
    extern __shared__ double shared[];                                                                            \
    Kraskov p = {rows, firstRow, orders, dimX, dimY, dimZ, k, theiler};                                           \
    kraskov<most, algorithm>(p, x, yz, order, psi, partial, shared);                                              \
  }

KERNEL(kraskov_1_few, 8, 1)
KERNEL(kraskov_1_many, 100, 1)
KERNEL(kraskov_2_few, 8, 2)
KERNEL(kraskov_2_many, 100, 2)
