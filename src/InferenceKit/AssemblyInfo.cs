using System.Runtime.CompilerServices;

// Every buffer on the hot path is written before it is read; zeroing locals would be paid on each call.
[module: SkipLocalsInit]
