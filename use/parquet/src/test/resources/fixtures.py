"""Writes the fixtures beside this file, with pyarrow: python fixtures.py"""
import datetime as dt
import decimal
import pathlib
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent
rows = 7


def some(*values, type):
    """A column of seven rows: the values in turn, nothing in row 3."""
    return pa.array([None if i == 3 else values[i % len(values)] for i in range(rows)], type=type)


def dec(text):
    return decimal.Decimal(text)


moment = dt.datetime(2001, 1, 1, 0, 1)
early = dt.datetime(1969, 12, 31, 23, 59, 58, 500000)
types = pa.table({
    "truth": some(True, False, type=pa.bool_()),
    "int8": some(-128, 127, type=pa.int8()),
    "uint8": some(0, 255, type=pa.uint8()),
    "int32": some(-2147483648, 2147483647, type=pa.int32()),
    "uint32": some(1, 4294967295, type=pa.uint32()),
    "int64": some(-9007199254740993, 12, type=pa.int64()),
    "uint64": some(1, 18446744073709551615, type=pa.uint64()),
    "half": some(1.5, -0.25, type=pa.float16()),
    "float": some(0.5, float("nan"), type=pa.float32()),
    "double": some(0.1, -1e300, type=pa.float64()),
    "decimal9": some(dec("1.25"), dec("-0.01"), type=pa.decimal128(9, 2)),
    "decimal18": some(dec("123456789.125"), dec("-0.001"), type=pa.decimal128(18, 3)),
    "decimal38": some(dec("12345678901234567890.5"), dec("-0.1"), type=pa.decimal128(38, 1)),
    "date": some(dt.date(2026, 11, 28), dt.date(1969, 7, 20), type=pa.date32()),
    "millis": some(moment, early, type=pa.timestamp("ms")),
    "micros": some(moment, early, type=pa.timestamp("us", tz="UTC")),
    "nanos": some(moment, early, type=pa.timestamp("ns")),
    "clock": some(dt.time(15, 30), dt.time(0, 0, 5, 250000), type=pa.time64("us")),
    "clock32": some(dt.time(15, 30), dt.time(0, 0, 5, 250000), type=pa.time32("ms")),
    "word": some("Zürich", "東京", " NA ", type=pa.string()),
    "coded": some("a", "b", type=pa.string()).dictionary_encode(),
    "name": some(*[uuid.UUID(int=i).bytes for i in (1, 2)], type=pa.binary(16)).cast(pa.uuid())
    if hasattr(pa, "uuid") else some("x", type=pa.string()),
    "bare": some(b"plain", b"text", type=pa.binary()),
    "bytes": some(b"\xff\xfe", b"\x80", type=pa.binary()),
    "nothing": pa.nulls(rows),
    "list": some([1, 2], [], type=pa.list_(pa.int32())),
    "structure": some({"a": 1}, type=pa.struct([("a", pa.int32())])),
})
pq.write_table(types, here / "types.parquet", row_group_size=3, compression="snappy", write_page_checksum=True)
flat = ["truth", "int32", "double", "millis", "word"]
small = types.select(flat)
pq.write_table(small, here / "old.parquet", version="1.0", use_deprecated_int96_timestamps=True, compression="gzip",
               use_dictionary=False)
pq.write_table(small, here / "zstd.parquet", compression="zstd", data_page_version="2.0", row_group_size=2)
pq.write_table(small.select(flat[::-1]), here / "turned.parquet", compression="none")
pq.write_table(small, here / "lz4.parquet", compression="lz4")
pq.write_table(types.select(["list", "structure"]), here / "nested.parquet")
pq.write_table(small.slice(0, 0), here / "empty.parquet")
