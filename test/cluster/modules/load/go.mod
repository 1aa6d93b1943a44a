module berth/load

go 1.26
