package sample

import (
	"strconv"

	"github.com/physicianfinder/finder/internal/directory"
)

// npiOf returns the NPI of the i-th row: 2, eight digits that are a
// permutation of i under the seed, and the check digit. No two rows share one.
func npiOf(i int, seed uint64) string {
	const space = MaxRows
	step := 10*(seed*2_654_435_761%9_999_991) + 7 // odd and no multiple of 5: prime to space
	n := (uint64(i)*step%space + seed%space) % space
	nine := "2" + pad(int(n), 8)
	return nine + string(directory.CheckDigit(nine))
}

// pad returns n with leading zeros.
func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
