// Lets a CUDA source be compiled by a C++ compiler and run without a GPU: the threads of a block are fibres that give way
// at __syncthreads(), so that what shared memory holds at a barrier is what it would hold on the device.
#pragma once
#include <ucontext.h>

#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <vector>

#define __global__
#define __device__
#define __shared__

struct Index {
  unsigned int x, y, z;
};
static Index threadIdx, blockIdx, blockDim;
double shared[1 << 16];

using std::expm1;
using std::log;
using std::sqrt;

namespace host {
constexpr size_t STACK = 256 << 10;
struct Fibre {
  ucontext_t context;
  std::vector<char> stack = std::vector<char>(STACK);
  bool ended = false;
};
static ucontext_t scheduler;
static Fibre* running;
static std::function<void()> body;

inline void start() {
  body();
  running->ended = true;
  swapcontext(&running->context, &scheduler);
}

// Calls the kernel for every thread of every block. A barrier that not all threads reach is an error here, on the device
// it would be undefined.
inline void launch(unsigned int blocksX, unsigned int blocksY, unsigned int threads, std::function<void()> kernel) {
  body = kernel;
  blockDim = {threads, 1, 1};
  std::vector<Fibre> fibres(threads);
  bool backwards = false;
  for (unsigned int by = 0; by < blocksY; by++) {
    for (unsigned int bx = 0; bx < blocksX; bx++) {
      blockIdx = {bx, by, 0};
      for (double& value : shared) value = std::nan("");
      for (Fibre& fibre : fibres) {
        fibre.ended = false;
        getcontext(&fibre.context);
        fibre.context.uc_stack.ss_sp = fibre.stack.data();
        fibre.context.uc_stack.ss_size = STACK;
        fibre.context.uc_link = &scheduler;
        makecontext(&fibre.context, start, 0);
      }
      for (unsigned int ended = 0; ended < threads;) {
        ended = 0;
        // Forwards and backwards in turn: a result that depends on who comes first lacks a barrier.
        backwards = !backwards;
        for (unsigned int i = 0; i < threads; i++) {
          unsigned int t = backwards ? threads - 1 - i : i;
          threadIdx = {t, 0, 0};
          running = &fibres[t];
          swapcontext(&scheduler, &running->context);
          ended += running->ended;
        }
        if (ended != 0 && ended != threads) throw std::logic_error("a barrier that not all threads reach");
      }
    }
  }
}
}  // namespace host

inline void __syncthreads() { swapcontext(&host::running->context, &host::scheduler); }
