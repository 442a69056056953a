// Loss of each path of a simulation of returns; the same operations in the same order as PathSimulation, NormalQuantile and
// Philox do on the CPU, so that the two differ by what log and expm1 differ. Translated without fused multiply-add for
// that reason. make-ptx.sh translates it, run it after every change.

struct Words {
  unsigned int word[4];
};

// Philox4x32-10.
__device__ static Words philox(unsigned int c0, unsigned int c1, unsigned int c2, unsigned int c3, unsigned int k0,
                               unsigned int k1) {
  for (int round = 0; round < 10; round++) {
    unsigned long long product0 = 0xD2511F53ULL * c0;
    unsigned long long product1 = 0xCD9E8D57ULL * c2;
    c0 = (unsigned int)(product1 >> 32) ^ c1 ^ k0;
    c1 = (unsigned int)product1;
    c2 = (unsigned int)(product0 >> 32) ^ c3 ^ k1;
    c3 = (unsigned int)product0;
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  Words words = {{c0, c1, c2, c3}};
  return words;
}

__device__ static double uniform(unsigned int low, unsigned int high) {
  unsigned long long bits = ((unsigned long long)high << 32 | low) >> 12;
  return ((double)bits + 0.5) * (1.0 / 4503599627370496.0); // 2^-52
}

#define RATIO7(r, a7, a6, a5, a4, a3, a2, a1, a0) \
  (((((((a7 * r + a6) * r + a5) * r + a4) * r + a3) * r + a2) * r + a1) * r + a0)

// AS 241.
__device__ static double normal(double probability) {
  double q = probability - 0.5;
  if ((q < 0 ? -q : q) <= 0.425) {
    double r = 0.180625 - q * q;
    double up = RATIO7(r, 2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
                       4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
                       1.3314166789178437745e2, 3.3871328727963666080e0);
    double down = RATIO7(r, 5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
                         2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
                         4.2313330701600911252e1, 1.0);
    return q * up / down;
  }
  double r = sqrt(-log(q < 0 ? probability : 1 - probability));
  double value;
  if (r <= 5) {
    r = r - 1.6;
    double up = RATIO7(r, 7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                       1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
                       4.63033784615654529590e0, 1.42343711074968357734e0);
    double down = RATIO7(r, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
                         1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
                         2.05319162663775882187e0, 1.0);
    value = up / down;
  } else {
    r = r - 5;
    double up = RATIO7(r, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                       2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
                       5.46378491116411436990e0, 6.65790464350110377720e0);
    double down = RATIO7(r, 2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
                         7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
                         5.99832206555887937690e-1, 1.0);
    value = up / down;
  }
  return q < 0 ? -value : value;
}

// What all factors of a path are multiplied with; degrees of 0: the normal law.
__device__ static double scale(double degrees, unsigned int path, unsigned int k0, unsigned int k1) {
  if (degrees == 0) {
    return 1;
  }
  double d = degrees / 2 - 1.0 / 3;
  double c = 1 / sqrt(9 * d);
  double gamma = d;
  for (unsigned int attempt = 0; attempt < 64; attempt++) {
    Words drawn = philox(attempt, path, 0, 1, k0, k1);
    double x = normal(uniform(drawn.word[0], drawn.word[1]));
    double v = 1 + c * x;
    v = v * v * v;
    if (v > 0 && log(uniform(drawn.word[2], drawn.word[3])) < 0.5 * x * x + d - d * v + d * log(v)) {
      gamma = d * v;
      break;
    }
  }
  return sqrt((degrees - 2) / (2 * gamma));
}

// Paths [firstPath, firstPath + paths), one a thread. normals: scratch [factor][paths]. compounded: 0 or 1.
extern "C" __global__ void monte_carlo(int firstPath, int paths, int assets, int rank, unsigned int seedLow,
                                       unsigned int seedHigh, double degrees, int compounded, double expectedGain,
                                       const double* means, const double* factors, const double* exposures,
                                       const double* projection, double* normals, double* losses) {
  int mine = blockIdx.x * blockDim.x + threadIdx.x;
  if (mine >= paths) {
    return;
  }
  unsigned int path = firstPath + mine;
  double gain = 0;
  for (int f = 0; f < rank; f += 2) {
    Words drawn = philox(f / 2, path, 0, 0, seedLow, seedHigh);
    double first = normal(uniform(drawn.word[0], drawn.word[1]));
    double second = normal(uniform(drawn.word[2], drawn.word[3]));
    if (compounded) {
      normals[(long long)f * paths + mine] = first;
      if (f + 1 < rank) {
        normals[(long long)(f + 1) * paths + mine] = second;
      }
    } else {
      gain += projection[f] * first;
      if (f + 1 < rank) {
        gain += projection[f + 1] * second;
      }
    }
  }
  double wide = scale(degrees, path, seedLow, seedHigh);
  if (!compounded) {
    losses[mine] = -(expectedGain + wide * gain);
    return;
  }
  gain = 0;
  for (int a = 0; a < assets; a++) {
    double moved = 0;
    for (int f = 0; f < rank; f++) {
      moved += factors[(long long)a * rank + f] * normals[(long long)f * paths + mine];
    }
    gain += exposures[a] * expm1(means[a] + wide * moved);
  }
  losses[mine] = -gain;
}
