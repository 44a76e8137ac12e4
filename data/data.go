// Package data embeds the tables that the finder carries with it. Each is
// built by a program in data/build or kept by hand; data/README.md names its
// source, date and licence. The package that reads a table owns its meaning:
// this one only holds the bytes, and imports nothing of ours.
package data
