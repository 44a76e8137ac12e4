// The client is a module of its own, so that a program that asks a finder
// takes nothing of the finder itself. It requires nothing.
module github.com/physicianfinder/finder/client

go 1.25.0
