module berth/helper

go 1.26
